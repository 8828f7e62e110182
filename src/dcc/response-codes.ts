/**
 * Every response code of DUIS 5.4 (ResponseCode), in its order. After those for all requests come those of single ones:
 * the digits after `E` or `W` are the service, the reference and a number.
 */
export const responseCodeList = [
  ...['I0', 'I99', 'E1', 'E2', 'E3', 'E4', 'E5', 'E11', 'E12', 'E13', 'E17', 'E19', 'E20', 'E21'],
  ...['E30', 'E31', 'E40', 'E41', 'E42', 'E43', 'E44', 'E45', 'E46', 'E47', 'E48', 'E49', 'E50', 'E51'],
  ...['E52', 'E53', 'E54', 'E55', 'E56', 'E57', 'E58', 'E59', 'E60', 'E61', 'E62', 'E63', 'E64', 'E65'],
  ...['E66', 'E67', 'E68', 'E69', 'E70', 'E71', 'E100', 'E1000', 'E1001', 'E1003', 'E1004', 'E1006', 'E1007', 'E1008'],
  ...['E1010', 'E1011'],
  ...['E010101', 'E010102', 'E010201'],
  ...['E030301', 'E030302'],
  ...['E040101', 'E041701'],
  ...['E050101', 'E050102', 'E050103', 'E050105', 'E050107', 'E050108', 'E050109', 'E050110', 'E050111'],
  ...['E050112', 'E050201', 'E050202', 'W050201', 'E050301', 'E050302', 'W050301'],
  ...['E060501', 'E060502', 'E060701', 'E060801', 'E060802', 'E060803', 'E061301', 'E061304', 'E061305'],
  ...['E061501', 'E061504', 'E061505', 'E061506', 'E061507', 'E061508', 'E061509', 'E061801', 'E061802'],
  ...['E061803', 'E062101', 'E062102', 'E062103', 'E062105', 'E062201', 'E062202', 'E062203', 'E062301'],
  ...['E062302', 'E062303', 'E062304', 'E062305', 'E062306', 'E062401', 'E062402', 'E062403', 'E062801'],
  ...['E062802', 'E062803'],
  ...['E080201', 'E080202', 'E080301', 'E080302', 'E080405', 'E080406', 'E080407', 'E080408', 'E080409'],
  ...['E080410', 'E080411', 'E080412', 'E080413', 'E080414', 'E080415', 'E080501', 'E080502', 'E080503'],
  ...['E080601', 'E080602', 'E080604', 'E080606', 'E080607', 'E080702', 'E080721', 'E080722', 'E080723'],
  ...['E080801', 'E080821', 'E080822', 'E080901', 'E080902', 'E080903', 'E081101', 'E081102', 'E081104'],
  ...['E081105', 'E081106', 'E081107', 'E081108', 'E081109', 'E081110', 'E081111', 'E081202', 'E081204'],
  ...['E081205', 'E081221', 'E081222', 'E081223', 'E081301', 'E081302', 'E081303', 'E081401', 'E081402'],
  ...['E081405', 'E081406', 'W081401'],
  ...['E110101', 'E110102', 'E110103', 'E110105', 'E110106', 'W110101', 'E110401', 'E110402', 'E110403'],
  ...['E110405', 'W110401'],
  ...['E120101', 'E120102', 'E120103', 'E120201', 'E120203', 'E120204', 'E120207'],
] as const;
export type ResponseCode = (typeof responseCodeList)[number];

export interface ResponseCodeMeaning {
  readonly meaning: string;
  /** Of the meaning; that the code exists is public. */
  readonly evidence: 'public' | 'recalled' | 'ours';
}

/** What codes mean, as far as it is known. What the stand-in gives for reasons of its own is `ours`. */
const meanings: { readonly [Code in ResponseCode]?: ResponseCodeMeaning } = {
  I0: { meaning: 'Success', evidence: 'public' },
  I99: { meaning: 'Acknowledgement - accepted, the outcome follows', evidence: 'public' },
  E1: { meaning: 'Failed Authorisation - invalid User or User Role', evidence: 'public' },
  E2: { meaning: 'Failed Authorisation - role not permitted for Service Reference', evidence: 'public' },
  E3: { meaning: 'Failed Authorisation - invalid User status', evidence: 'public' },
  E4: { meaning: 'Failed Authorisation - role not authorised for Device at that time', evidence: 'public' },
  E5: { meaning: 'Failed Authorisation - invalid Device status', evidence: 'public' },
  E11: { meaning: 'Failed Validation - Service Reference not compatible with device type', evidence: 'public' },
  E12: { meaning: 'Failed Validation - Command Variant not applicable to request type', evidence: 'public' },
  E13: { meaning: 'Failed Validation - request type not valid for URL', evidence: 'public' },
  E17: { meaning: 'Failed Authorisation - not available for Local Command Services', evidence: 'public' },
  E19: { meaning: 'Failed Authorisation - Device does not exist', evidence: 'public' },
  E20: { meaning: 'Communications failure - cannot communicate with Device', evidence: 'public' },
  E21: { meaning: 'Communications failure - no response from Device', evidence: 'public' },
  E30: { meaning: 'Time-out of a Future Dated command', evidence: 'public' },
  E1000: { meaning: 'an Equivalent Step failed, or the device model does not take what was asked', evidence: 'ours' },
  E050101: { meaning: 'what the schedule asks for and how it names it do not go together', evidence: 'ours' },
  E050102: { meaning: 'the schedule would never be carried out', evidence: 'ours' },
  E050103: { meaning: 'the schedule begins in the past', evidence: 'ours' },
  E050105: { meaning: 'the period that the schedule reads ends before it begins', evidence: 'ours' },
  E050107: { meaning: 'the User has as many schedules for the Device as there can be', evidence: 'ours' },
  E050108: { meaning: 'the Service Reference Variant is none that can be scheduled', evidence: 'ours' },
  E050201: { meaning: 'the User has no such schedule', evidence: 'ours' },
  E050202: { meaning: 'the User has no schedule for the Device', evidence: 'ours' },
  E050301: { meaning: 'the User has no such schedule', evidence: 'ours' },
  E050302: { meaning: 'the User has no schedule for the Device', evidence: 'ours' },
  E080201: { meaning: 'nothing in the inventory fits what was looked for', evidence: 'ours' },
  E110101: { meaning: 'the firmware is not on the Central Products List', evidence: 'public' },
  E110102: { meaning: 'no device of the list can be given the firmware', evidence: 'ours' },
  W110101: { meaning: 'some devices of the list cannot be given the firmware', evidence: 'ours' },
  E120201: { meaning: 'the Device ID is taken; also where a CHF and its GPF have the same one', evidence: 'recalled' },
  E120204: { meaning: 'the device model is not on the Central Products List', evidence: 'ours' },
};

/** Every response code with its meaning; nothing where that isn't known. */
export const responseCodes: ReadonlyMap<string, ResponseCodeMeaning | undefined> = new Map(
  responseCodeList.map((code) => [code, meanings[code]]),
);
