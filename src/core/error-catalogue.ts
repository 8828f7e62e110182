interface CatalogueEntry {
  /** What is wrong, in one line; the value found and the value expected follow it. */
  readonly summary: string;
  /** What to do next, where that is known. */
  readonly next?: string;
}

/**
 * Every error that s1bench raises. A code is stable: it may be retired, never reused.
 * `docs/reference/errors.md` lists them all, and a test holds the two alike.
 */
export const errorCatalogue = {
  // core
  'bytes-truncated': { summary: 'the bytes end too early' },
  'hex-invalid': { summary: 'this is not hexadecimal' },
  'eui64-invalid': { summary: 'this is not an EUI-64' },
  'mpan-invalid': { summary: 'this is not an MPAN core' },
  'mprn-invalid': { summary: 'this is not an MPRN' },
  'obis-invalid': { summary: 'this is not an OBIS code' },
  'random-bound-invalid': { summary: 'a random number has no such bound' },
  aborted: { summary: 'stopped on request' },

  // migration: its folder
  'migration-folder-taken': {
    summary: 'there is something in the place of the folder of this migration',
    next: 'choose another folder, or go on with what was begun there: --resume',
  },
  'migration-under-way': {
    summary: 'another process is at work on this migration',
    next: 'wait until it has ended, or stop it',
  },
  'migration-folder-none': { summary: 'no migration was begun in this folder' },
  'migration-rules-other': {
    summary: 'the rules are not those that this migration has gone by until now',
    next: 'give the same files by --rules, or begin a new migration',
  },
  // migration: what parties exchange
  'exchange-name-invalid': { summary: 'files of a migration are not called so' },
  'exchange-name-taken': {
    summary: 'another file of this name was given before',
    next: 'files that were given are never changed: give a new one under a new name',
  },

  // migration: files
  'migration-name-invalid': { summary: 'nothing of a migration can be called so' },
  'migration-file-too-large': { summary: 'this file is larger than any of a migration may be' },
  'migration-file-encoding': { summary: 'this file is not UTF-8' },
  'migration-file-forbidden': {
    summary: 'files of a migration have elements and attributes, and nothing else',
    next: 'take out document types, entities, comments, CDATA sections and processing instructions',
  },
  'migration-file-syntax': { summary: 'this is not well-formed XML' },
  'migration-file-kind-wrong': { summary: 'this is another kind of file' },
  'migration-file-invalid': {
    summary: 'this does not fit the schema of the files of a migration',
    next: 'the schema is hardware/migration/migration-files.xsd',
  },
  'migration-file-of-other-set': { summary: 'a file says that it is of another set than its name' },
  'migration-file-replaced': { summary: 'another file of this name was believed before' },
  'migration-outcome-missing': {
    summary: 'a set has ended, and an installation of it has no outcome that is to be believed',
    next: 'see why in the log of the Commissioning Party; to resume is to try again',
  },
  'migration-file-unwritable': { summary: 'no file of a migration can say this' },
  'signature-profile-wrong': {
    summary: 'a file of a migration is signed in another way',
    next: 'docs/reference/migration-files.md tells which signatures are taken',
  },
  'signature-contents-changed': { summary: 'what was signed was changed' },
  'signature-signer-unknown': { summary: 'nobody is known who has the certificate that it was signed with' },
  'signature-certificate-refused': { summary: 'the certificate that it was signed with is not to be believed' },
  'signature-wrong': { summary: 'the signature is not by the key of this certificate' },
  'signature-not-theirs': { summary: 'whoever signed it may not give such a file' },
  'sealed-unopened': { summary: 'what was sealed cannot be opened by this party, for this use' },
  'csv-too-large': { summary: 'this CSV file is larger than any of a migration may be' },
  'csv-encoding': { summary: 'this CSV file is not UTF-8' },
  'csv-syntax': { summary: 'this is not CSV' },
  'csv-column-missing': { summary: 'a column is missing' },
  'csv-column-unknown': { summary: 'this column has no meaning here' },
  'csv-column-repeated': { summary: 'this column stands here twice' },
  'csv-row-length': { summary: 'a row has as many values as there are columns' },
  'csv-value-missing': { summary: 'a value is missing here' },
  'csv-value-invalid': { summary: 'this value does not fit' },
  'password-wrong': { summary: 'this password does not open the file, or the file was changed' },

  // migration: certificates
  'der-invalid': { summary: 'this is not the DER of a certificate or a revocation list' },
  'pem-invalid': { summary: 'this is not the PEM that is needed here' },
  'certificate-invalid': { summary: 'this certificate is of no use here' },
  'certificate-key-other': { summary: 'this private key belongs to another certificate' },
  'certificate-unknown': {
    summary: 'there is no such certificate',
    next: 'run `s1bench pki list` to see those that there are',
  },
  'revocation-list-untrue': { summary: 'this revocation list is not signed by an issuer that is believed' },
  'migration-not-commissioned': {
    summary: 'every request to commission the meter was answered, and its status is not Commissioned',
  },
  'party-certificate-refused': {
    summary: 'a certificate of a party is not to be believed',
    next: 'run `s1bench pki issue` for it; a migration that was begun has its own PKI in its folder',
  },
  'party-without-keys': { summary: 'a party has no certificate for this use', next: 'run `s1bench pki issue` for it' },
  'pki-exists': { summary: 'there is a PKI in this folder already', next: 'name another folder' },
  'pki-unwritable': { summary: 'a PKI cannot be written here', next: 'name another folder' },
  'pki-party-role-other': {
    summary: 'this EUI-64 is that of a party in another role',
    next: 'each party has an EUI-64 of its own',
  },
  'pki-serial-taken': {
    summary: 'there is a certificate of this serial number already',
    next: 'what was issued by this seed before is here: choose another one, or none',
  },
  'pki-without-issuer-key': { summary: 'the key of the issuer is not here: nothing can be issued or revoked' },

  // migration: rules and planning
  'migration-rules-missing': {
    summary: 'there are no such rules of migration',
    next: 'a folder of rules has one file of each kind: hardware/migration is an example',
  },
  'migration-rules-repeated': { summary: 'two files hold rules of this kind' },
  'migration-party-unknown': { summary: 'no party of this role is known', next: 'name it in the file of the parties' },
  'rows-unsigned': {
    summary: 'nobody has signed this CSV file',
    next: 'put its signature beside it, under its name with .sig',
  },
  'demand-group-other': { summary: 'a file of demand or commitment has no say in installations of this group' },

  // migration: the world that it works on
  'migration-installation-unknown': { summary: 'there is no installation with such a hub' },
  'migration-installation-commissioned': {
    summary: "the installation is the DCC's already",
    next: 'name a file whose `status` is active, dormant or mixed',
  },
  'migration-device-missing': {
    summary: 'an installation that can be migrated has a hub and an electricity meter',
    next: 'name a file that declares them, in the roles ch and esme',
  },
  'migration-cohort-unknown': {
    summary: 'there is no group of installations of this cohort, so nobody migrates it',
    next: 'state the cohort of the installation, or give groups of your own: --rules groups.yaml',
  },
  'migration-bench-other': {
    summary: 'the bench file is not what it was when this migration began',
    next: 'put the file back as it was; for other devices begin in another folder',
  },
  'migration-record-unknown': {
    summary: 'nobody has recorded what the installation is before its migration',
    next: 'run the test against an installation file with a hub and a cohort',
  },
  'migration-world-other': {
    summary: 'the devices kept here are of another installation file, or of another seed',
    next: 'go on with the file and the seed that they were made from, or begin in another folder',
  },
  'migration-meter-unknown': { summary: 'the installation has no such meter' },
  'readiness-request-refused': { summary: 'meters of this model do not carry out such a request' },
  'saved-states-invalid': { summary: 'these are not the states of an installation' },

  // migration: keys and devices
  'migration-storage-key-invalid': { summary: 'this can not be the key that a party seals its store with' },
  'migration-key-store-unreadable': {
    summary: 'a stored key can not be opened',
    next: 'open the store with the storage key that it was made with',
  },
  'migration-key-state-invalid': { summary: 'a change of keys does not take this step now' },
  'migration-keys-held': {
    summary: 'other keys of this device are held already',
    next: 'only a device that was returned to its SMSO can be handed over with other keys',
  },
  'migration-keys-missing': { summary: 'no such keys of this device are held' },
  'migration-keys-unsettled': {
    summary: 'keys are not forgotten while they are being changed',
    next: 'finish the change, or roll it back, first',
  },
  'migration-master-key-missing': {
    summary: 'nobody has the master key of this device, so no new keys can be brought to it',
    next: 'the installation belongs to an excluded category',
  },
  'migration-key-transfer-refused': {
    summary: 'the device refused the transfer of new keys, and has kept those before',
  },
  'migration-keys-not-taken': { summary: 'the device goes on with its old keys after a transfer of new ones' },
  'migration-keys-refused': {
    summary: 'the device refuses all keys that it may have',
    next: 'compare with the SMSO which keys it was handed over with',
  },
  'migration-keys-unknown': {
    summary: 'the device does not tell which of two sets of keys is in force; both are kept',
    next: 'try again once the device can be reached',
  },
  'device-identity-differs': { summary: 'this is not the device that the common file describes' },
  'device-clock-wrong': { summary: 'the clock of the device is further from the right time than is allowed' },
  'snapshot-missing': { summary: 'nothing was recorded of this device before its keys were changed' },
  'object-lost': { summary: 'an object that the device had before its keys were changed is not there any more' },
  'log-entry-lost': { summary: 'an entry of a log is not there any more after the keys were changed' },
  'log-entry-changed': { summary: 'an entry of a log is another after the keys were changed' },
  'log-entry-unexpected': { summary: 'after the keys were changed a log has an entry among those from before' },
  'register-went-back': { summary: 'a register shows less after the keys were changed' },
  'setting-changed': { summary: 'a setting is another after the keys were changed' },
  'balance-changed': { summary: 'a balance has changed by more than it can have, while keys were changed' },

  // links
  'link-address-invalid': {
    summary: 'this is not the address of a device',
    next: 'addresses look like tcp://host:4059?framing=hdlc, serial:/dev/ttyUSB0?baud=9600 or sim:name',
  },
  'link-open-failed': {
    summary: 'the way to the device could not be opened',
    next: 'check the address, the cable and the power; a serial port needs the right to open it, and serves one program at a time',
  },
  'link-no-answer': {
    summary: 'the device did not answer',
    next: 'check the power and the wiring, the SAP and the physical address, the framing and the baud rate',
  },
  'link-listen-failed': {
    summary: 'the port could not be listened on',
    next: 'choose another port, or 0 for any that is free',
  },
  'link-refused': { summary: 'the device refused the connection' },
  'link-lost': { summary: 'the connection to the device was lost' },
  'link-expired': {
    summary: 'the device had ended the connection before the request came, and did not take it',
    next: 'connect again: the request can be repeated',
  },
  'link-busy': { summary: 'the link carries one request at a time, and the wire one client at a time' },

  // documents: files that people write
  'document-invalid': { summary: 'this file cannot be used' },
  'document-too-large': { summary: 'this file is too large' },
  'document-syntax': { summary: 'this is not well-formed YAML' },
  'document-key-repeated': { summary: 'this key stands here twice' },
  'document-key-unknown': { summary: 'this key has no meaning here' },
  'document-key-missing': { summary: 'a key is missing here' },
  'document-value-invalid': { summary: 'this value does not fit' },
  'file-unreadable': { summary: 'this file cannot be read' },

  // installations and models
  'installation-contradiction': { summary: 'this contradicts what the file says elsewhere' },
  'installation-eui64-repeated': { summary: 'two devices have this EUI-64' },
  'installation-count-too-large': { summary: 'so many installations do not fit behind this' },
  'model-type-wrong': { summary: 'this is the model of another type of device' },
  'model-firmware-unknown': { summary: 'the model has no such firmware' },
  'firmware-image-size-invalid': { summary: 'devices of this model take no firmware image of this size' },
  'model-extends-itself': { summary: 'this model takes its facts from itself' },
  'defect-unknown': { summary: 'the catalogue has no such defect' },
  'defect-unsuited': { summary: 'a device of this type cannot have this defect' },
  'recorded-state-contradicts': { summary: 'this contradicts the files that it was recorded with' },
  'dump-too-large': {
    summary: 'the device has more to record than a file may hold',
    next: 'record less of its profiles with --most-rows or --since',
  },
  'file-unwritable': { summary: 'this file cannot be written', next: 'choose another folder with --out' },

  // COSEM codecs: A-XDR, dates and times, APDUs, selective access, gateway
  'axdr-tag-unknown': { summary: 'no COSEM data type has this tag' },
  'axdr-length-invalid': { summary: 'this is not an A-XDR or BER length' },
  'axdr-value-out-of-range': { summary: 'the value does not fit its COSEM type' },
  'axdr-utf8-invalid': { summary: 'this is not UTF-8' },
  'axdr-too-deep': { summary: 'COSEM data is nested too deep' },
  'axdr-trailing-bytes': { summary: 'bytes follow the COSEM data' },
  'axdr-compact-array-mismatch': { summary: 'an element does not match the type description of its compact array' },
  'axdr-compact-array-sparse': { summary: 'the elements of a compact array hold too many values for their size' },
  'date-time-invalid': { summary: 'this is no COSEM date or time' },
  'apdu-tag-unknown': { summary: 'no APDU has this tag' },
  'apdu-choice-unknown': { summary: 'the APDU makes a choice that does not exist' },
  'apdu-value-out-of-range': { summary: 'the value does not fit its field of the APDU' },
  'apdu-trailing-bytes': { summary: 'bytes follow the APDU' },
  'apdu-conformance-invalid': { summary: 'this is no conformance block' },
  'ber-tag-unexpected': { summary: 'another BER element was expected here' },
  'ber-integer-invalid': { summary: 'this is no INTEGER that is expected here' },
  'acse-field-missing': { summary: 'the association PDU lacks a mandatory field' },
  'selective-access-invalid': { summary: 'these are no parameters of selective access' },
  'selective-access-selector-unknown': { summary: 'no selective access has this selector' },
  'gateway-tag-unknown': { summary: 'no gateway message has this tag' },
  'gateway-field-out-of-range': { summary: 'the value does not fit its field of the gateway header' },

  // COSEM security
  'security-key-invalid': { summary: 'this is no key of security suite 0' },
  'security-system-title-invalid': { summary: 'this is no system title' },
  'security-control-unsupported': { summary: 'the message is protected in a way that is not supported' },
  'security-deciphering-failed': {
    summary: 'the message cannot be authenticated',
    next: 'check the keys of this client and the system titles of both sides',
  },
  'security-plaintext-invalid': { summary: 'the message is authentic, but what it protects is no APDU' },
  'security-counter-replayed': {
    summary: 'the invocation counter went back',
    next: 'take counters from the lowest that the other side accepts; the message may also be a replay',
  },
  'security-counter-exhausted': {
    summary: 'no invocation counter is left under these keys',
    next: 'replace the keys',
  },
  'security-key-unwrap-failed': { summary: 'this key was not wrapped with this key encryption key' },
  'security-authentication-failed': { summary: 'this does not answer the challenge' },

  // COSEM client
  'object-list-invalid': { summary: 'this is not the object list of an association' },
  'cosem-client-options-invalid': { summary: 'these options of a COSEM client do not go together' },
  'cosem-client-state': { summary: 'the COSEM client cannot do this now' },
  'cosem-service-not-negotiated': { summary: 'the device did not agree to this service' },
  'cosem-request-too-long': { summary: 'the request is longer than the device takes' },
  'cosem-response-too-long': { summary: 'the response is longer than this side takes' },
  'cosem-association-refused': { summary: 'the device refused the association' },
  'cosem-authentication-failed': {
    summary: 'client and device did not authenticate each other',
    next: 'check the keys or the secret of this client',
  },
  'cosem-service-refused': { summary: 'the device refused the whole service' },
  'cosem-answer-unprotected': { summary: 'the answer is protected less than the request' },
  'cosem-answer-unexpected': { summary: 'this does not answer the request' },
  'cosem-block-number-wrong': { summary: 'a block came out of order' },

  // framings: wrapper, HDLC, IEC 62056-21
  'framing-not-open': { summary: 'nothing can be sent: the connection is not open', next: 'open the connection first' },
  'framing-no-peer': { summary: 'nobody has been named to send this APDU to' },
  'wrapper-version-wrong': {
    summary: 'this is no wrapper header',
    next: 'check that the device speaks the wrapper on this port, not HDLC',
  },
  'wrapper-apdu-too-long': { summary: 'the APDU is longer than the wrapper may carry' },
  'wrapper-port-invalid': { summary: 'this is no wrapper port' },
  'wrapper-no-answer': { summary: 'the device did not answer in time' },
  'hdlc-address-invalid': { summary: 'this is no HDLC address' },
  'hdlc-parameters-invalid': { summary: 'these are no HDLC connection parameters' },
  'hdlc-no-answer': {
    summary: 'the device did not answer in time',
    next: 'check the wiring, the baud rate, and the server SAP, physical address and address length',
  },
  'hdlc-refused': {
    summary: 'the device refused the connection',
    next: 'another client may be connected: wait for its inactivity time-out',
  },
  'hdlc-disconnected': { summary: 'the device says that it is not connected' },
  'hdlc-frame-rejected': { summary: 'the device rejected a frame' },
  'hdlc-sequence-wrong': { summary: 'the device acknowledges a frame that was never sent' },
  'hdlc-llc-wrong': { summary: 'this is no LLC header' },
  'hdlc-apdu-too-long': { summary: 'the APDU is longer than this side takes' },
  'hdlc-ui-too-long': { summary: 'the APDU does not fit into one UI frame' },
  'iec62056-21-field-invalid': { summary: 'this cannot stand in a sign-on message' },
  'iec62056-21-no-answer': {
    summary: 'the device did not answer the sign-on',
    next: 'check the optical head, the initial baud rate and the device address',
  },
  'iec62056-21-identification-invalid': { summary: 'this is no identification of protocol mode C or E' },
  'iec62056-21-mode-e-refused': {
    summary: 'the device does not change to HDLC',
    next: 'try the address without mode E: the port may speak HDLC from the start',
  },
  'iec62056-21-readout-invalid': { summary: 'this is no whole data readout' },

  // harness: packs, evidence, runs
  'span-invalid': { summary: 'this is not a length of time' },
  'pack-reference-invalid': { summary: 'this reference cannot stand here' },
  'pack-reference-unknown': { summary: 'nothing that was remembered before has this name' },
  'pack-value-invalid': { summary: 'this value is not of the kind that belongs here' },
  'pack-request-sound': { summary: 'a request that is called unsound could be sent as it is' },
  'pack-step-ambiguous': { summary: 'a step does one thing' },
  'pack-test-without-check': {
    summary: 'this test checks nothing',
    next: 'give at least one of its steps an `expect`',
  },
  'pack-standing-missing': {
    summary: 'a test migrates its installation, and its pack does not say that it begins before that',
    next: 'let the pack say `standing: before-migration`: its tests begin with the installation as its SMSO left it',
  },
  'pack-step-without-association': {
    summary: 'this step needs an association, and the test has opened none',
    next: 'put an `associate` step before it',
  },
  'pack-for-each-invalid': { summary: 'this `forEach` cannot be written out' },
  'pack-requirement-untested': {
    summary: 'no test of this file traces to this requirement',
    next: 'name it under `traces` of the test that proves it, or take it out',
  },
  'pack-requirement-undeclared': {
    summary: 'this file declares no such requirement',
    next: 'declare it under `requirements` of the same file',
  },
  'pack-name-reserved': { summary: 'this name is taken by s1bench itself' },
  'pack-test-unknown': { summary: 'the packs have no such test' },
  'pack-id-repeated': { summary: 'two tests have this id' },
  'test-time-limit': {
    summary: 'the test took longer than it may',
    next: 'give it a longer `time-limit`, or look for the step that never comes to an end',
  },
  'target-operation-impossible': { summary: 'nothing here can do this to the device' },
  'target-operator-silent': { summary: 'nobody said that it was done' },
  'target-master-key-unknown': {
    summary: 'new keys cannot be wrapped: nobody here has the master key of the device',
    next: 'name it in the key file, or leave out the tests that require it',
  },
  'rerun-unsound': {
    summary: 'only a run whose evidence is intact says what to run again',
    next: 'run `s1bench verify` to see what is wrong with it',
  },
  'rerun-nothing': { summary: 'nothing is to be run again: no test of this run failed, broke or was inconclusive' },
  'evidence-exists': { summary: 'there is evidence of another run already', next: 'choose another folder with --out' },
  'evidence-unwritable': { summary: 'evidence cannot be written here', next: 'choose another folder with --out' },
  'evidence-broken': { summary: 'the evidence is not what was recorded' },
  'evidence-missing': { summary: 'there is no evidence of a run here' },
  'evidence-holds-key': { summary: 'key material was about to enter the evidence, and was kept out' },

  // DCC: Service Requests and their Equivalent Steps
  'srv-unknown': {
    summary: 'DUIS has no Service Reference Variant of this number',
    next: 'the Service Requests are listed in docs/reference/service-requests.md',
  },
  'service-steps-unknown': { summary: 'there are no such Equivalent Steps of this Service Request' },
  'service-request-invalid': { summary: 'the parameters are not those of this Service Request' },
  'tariff-contradictory': { summary: 'this tariff contradicts itself, or asks for what SMETS1 meters do not have' },
  'step-refused': { summary: 'the device refused an Equivalent Step' },
  'step-value-unexpected': { summary: 'the device answered an Equivalent Step with a value that makes no sense here' },
  'device-unreachable': { summary: 'no association with the device could be opened' },
  'device-no-response': {
    summary: 'the device did not answer a request',
    next: 'the request may have been carried out: read the state of the device before sending it again',
  },
  'dco-not-critical': {
    summary: 'the DCO opens its session for critical Service Requests only',
    next: 'a Service Request that is not critical goes through the S1SP alone',
  },
  'device-route-unknown': { summary: 'nothing is known of how to reach this device, or of its keys' },
  'dcc-alert-invalid': { summary: 'this is no DCC Alert' },
  'push-refused': { summary: 'what a device sent unasked is not passed on' },

  // payment
  'utrn-value-invalid': { summary: 'no UTRN can say this' },
  'non-disablement-contradictory': {
    summary: 'this non-disablement calendar contradicts itself, or asks for what SMETS1 meters do not have',
  },

  // command line
  'usage-keys': { summary: 'only the public client goes without keys', next: 'name a key file with --keys' },
  'usage-object': {
    summary: 'the device lists no such object for this client',
    next: 'run `s1bench device list` to see what it lists; another client may see more',
  },
  'usage-options': { summary: 'these options do not go together' },
  'usage-device': { summary: 'the installation has no such device' },
  'usage-value': { summary: 'this option does not take such a value' },
  'usage-target': { summary: 'a run needs one target' },
  'usage-packs': {
    summary: 'a run needs a test pack',
    next: 'name the packs before --sim, --bench and --only: those take all that follows up to the next option',
  },
  'installation-unknown': {
    summary: 'there is no such installation',
    next: 'a name is that of a file in hardware/installations without .yaml; another file is named by its path',
  },
  'pack-unknown': {
    summary: 'there is no such test pack',
    next: 'run `s1bench packs` to list them; a file is named by its path',
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
