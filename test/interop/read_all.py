#!/usr/bin/env python3
# Copyright the s1bench authors. SPDX-License-Identifier: Apache-2.0
"""Reads everything that a meter lets a client read, with the library dlms-cosem.

Opens an association (without security, or with HLS-GMAC where keys are given), reads the object list of the association
and then every attribute that the list calls readable, decodes each, and takes its leave. The first error ends it with
exit 1. The last line says, as JSON, how many objects were listed and how many attributes were read.

Whatever goes over the wire or is taken from it is the library's work: AARQ and AARE, ciphering, HLS-GMAC, GET, ACTION,
block transfer, HDLC, the wrapper, A-XDR.
"""
import argparse
import json
import logging

import structlog
from dlms_cosem import cosem, enumerations, security
from dlms_cosem.client import DlmsClient
from dlms_cosem.dlms_data import DlmsDataParser
from dlms_cosem.io import BlockingTcpIO, HdlcTransport, TcpTransport

PUBLIC_CLIENT = 16
SERVER = 1
FLAG = b"\x7e"
READABLE = (1, 3, 4, 6)  # access modes of Association LN version 1


class MeterIO(BlockingTcpIO):
    """The library's TCP stream, with an end where the meter closes, and HDLC frames taken whole, by their length."""

    flags_inside = 0

    def recv(self, amount=1):
        data = b""
        while len(data) < amount:
            part = self.tcp_socket.recv(amount - len(data))
            if not part:
                raise ConnectionError("the meter has closed the connection")
            data += part
        return data

    def recv_until(self, end):
        # The library tries each flag as the end of the frame; a flag inside it is followed by nothing more.
        if self.flags_inside > 0:
            self.flags_inside -= 1
            return b""
        first = self.recv()
        while first == FLAG:
            first = self.recv()
        frame = first + self.recv()
        frame += self.recv((int.from_bytes(frame, "big") & 0x7FF) - 2)
        self.flags_inside = frame.count(FLAG)
        return FLAG + frame + self.recv()


def obis(text):
    return cosem.Obis(*[int(part) for part in text.split(".")])


def connect(args, client, counter=0):
    """A client of the meter that is associated; with the keys, if it isn't the public one."""
    io = MeterIO(args.host, args.port, timeout=30)
    if args.framing == "hdlc":
        transport = HdlcTransport(client, SERVER, io, server_physical_address=args.physical)
    else:
        transport = TcpTransport(client, SERVER, io)
    if client == PUBLIC_CLIENT:
        meter = DlmsClient(transport, security.NoSecurityAuthentication(), client_system_title=args.title)
    else:
        meter = DlmsClient(
            transport,
            security.HighLevelSecurityGmacAuthentication(challenge_length=32),
            encryption_key=args.encryption_key,
            authentication_key=args.authentication_key,
            client_system_title=args.title,
            client_initial_invocation_counter=counter,
        )
    meter.connect()
    meter.associate()
    return meter


def leave(meter):
    """Releases the association. The library can't read the UA that answers DISC, which carries no information."""
    meter.release_association()
    meter.transport.io.disconnect()


def read(meter, class_id, name, attribute):
    """An attribute as the library decodes it; nothing for a bit-string, which it knows and can't decode."""
    interface = enumerations.CosemInterface(class_id)
    data = meter.get(cosem.CosemAttribute(interface, name, attribute))
    parser = DlmsDataParser()
    try:
        [value] = parser.parse(data, limit=1)
    except NotImplementedError:
        return None
    if parser.pointer != len(data):
        raise ValueError(f"{len(data) - parser.pointer} bytes after the value: {data.hex()}")
    return value.to_python()


def next_counter(args):
    """The invocation counter to begin with, as the meter tells the public client."""
    meter = connect(args, PUBLIC_CLIENT)
    counter = read(meter, 1, obis(f"0.0.43.1.{args.client}.255"), 2)
    leave(meter)
    return counter + 1


def read_all(args):
    counter = 0 if args.client == PUBLIC_CLIENT else next_counter(args)
    meter = connect(args, args.client, counter)
    objects = read(meter, 15, obis("0.0.40.0.0.255"), 2)
    attributes = 0
    for class_id, _, name, (rights, _) in objects:
        for attribute, mode, _ in rights:
            if mode in READABLE:
                value = read(meter, class_id, cosem.Obis.from_bytes(name), attribute)
                print(class_id, cosem.Obis.from_bytes(name).to_string("."), attribute, str(value)[:60])
                attributes += 1
    leave(meter)
    print(json.dumps({"objects": len(objects), "attributes": attributes}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=4059)
    parser.add_argument("--framing", choices=["wrapper", "hdlc"], default="wrapper")
    parser.add_argument("--physical", type=int, default=17, help="lower HDLC address of the meter")
    parser.add_argument("--client", type=int, default=PUBLIC_CLIENT, help="SAP of the client")
    parser.add_argument("--title", type=bytes.fromhex, default="00005EEF10000204", help="system title of the client")
    parser.add_argument("--encryption-key", type=bytes.fromhex, help="global unicast encryption key of the client")
    parser.add_argument("--authentication-key", type=bytes.fromhex)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    read_all(parser.parse_args())


if __name__ == "__main__":
    main()
