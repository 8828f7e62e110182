/** The device alerts of the GBCS, one a line: alert code in hexadecimal, and what it says. */
export const deviceAlertTable = `
8002 | Average RMS Voltage above Average RMS Over Voltage Threshold (current value above threshold; previous value below threshold)
8003 | Average RMS Voltage above Average RMS Over Voltage Threshold on Phase 1 (current value above threshold; previous value below threshold)
8004 | Average RMS Voltage above Average RMS Over Voltage Threshold on Phase 2 (current value above threshold; previous value below threshold)
8005 | Average RMS Voltage above Average RMS Over Voltage Threshold on Phase 3 (current value above threshold; previous value below threshold)
8006 | Average RMS Voltage below Average RMS Under Voltage Threshold (current value below threshold; previous value above threshold)
8007 | Average RMS Voltage below Average RMS Under Voltage Threshold on Phase 1 (current value below threshold; previous value above threshold)
8008 | Average RMS Voltage below Average RMS Under Voltage Threshold on Phase 2 (current value below threshold; previous value above threshold)
8009 | Average RMS Voltage below Average RMS Under Voltage Threshold on Phase 3 (current value below threshold; previous value above threshold)
8010 | Over Current
8011 | Over Current L1
8013 | Over Current L3
8014 | Power Factor Threshold Below
8015 | Power Factor Threshold Ok
8016 | Over Current L2
8020 | RMS Voltage above Extreme Over Voltage Threshold (voltage rises above for longer than the configurable period)
8021 | RMS Voltage above Extreme Over Voltage Threshold on Phase 1 (voltage rises above for longer than the configurable period)
8022 | RMS Voltage above Extreme Over Voltage Threshold on Phase 2 (voltage rises above for longer than the configurable period)
8023 | RMS Voltage above Extreme Over Voltage Threshold on Phase 3 (voltage rises above for longer than the configurable period)
8024 | RMS Voltage above Voltage Swell Threshold (voltage rises above for longer than the configurable period)
8025 | RMS Voltage above Voltage Swell Threshold on Phase 1 (voltage rises above for longer than the configurable period)
8026 | RMS Voltage above Voltage Swell Threshold on Phase 2 (voltage rises above for longer than the configurable period)
8027 | RMS Voltage above Voltage Swell Threshold on Phase 3 (voltage rises above for longer than the configurable period)
8028 | RMS Voltage below Extreme Under Voltage Threshold (voltage falls below for longer than the configurable period)
8029 | RMS Voltage below Extreme Under Voltage Threshold on Phase 1 (voltage falls below for longer than the configurable period)
802A | RMS Voltage below Extreme Under Voltage Threshold on Phase 2 (voltage falls below for longer than the configurable period)
802B | RMS Voltage below Extreme Under Voltage Threshold on Phase 3 (voltage falls below for longer than the configurable period)
802C | RMS Voltage below Voltage Sag Threshold (voltage falls below for longer than the configurable period)
802D | RMS Voltage below Voltage Sag Threshold on Phase 1 (voltage falls below for longer than the configurable period)
802E | RMS Voltage below Voltage Sag Threshold on Phase 2 (voltage falls below for longer than the configurable period)
802F | RMS Voltage below Voltage Sag Threshold on Phase 3 (voltage falls below for longer than the configurable period)
8071 | GPF Device Log Changed
8085 | Average RMS Voltage below Average RMS Over Voltage Threshold (current value below threshold; previous value above threshold)
8086 | Average RMS Voltage below Average RMS Over Voltage Threshold on Phase 1 (current value below threshold; previous value above threshold)
8087 | Average RMS Voltage below Average RMS Over Voltage Threshold on Phase 2 (current value below threshold; previous value above threshold)
8088 | Average RMS Voltage below Average RMS Over Voltage Threshold on Phase 3 (current value below threshold; previous value above threshold)
8089 | Average RMS Voltage above Average RMS Under Voltage Threshold (current value above threshold; previous value below threshold)
808A | Average RMS Voltage above Average RMS Under Voltage Threshold on Phase 1 (current value above threshold; previous value below threshold)
808B | Average RMS Voltage above Average RMS Under Voltage Threshold on Phase 2 (current value above threshold; previous value below threshold)
808C | Average RMS Voltage above Average RMS Under Voltage Threshold on Phase 3 (current value above threshold; previous value below threshold)
808D | RMS Voltage above Extreme Over Voltage Threshold (voltage returns below for longer than the configurable period)
808E | RMS Voltage above Extreme Over Voltage Threshold on Phase 1 (voltage returns below for longer than the configurable period)
808F | RMS Voltage above Extreme Over Voltage Threshold on Phase 2 (voltage returns below for longer than the configurable period)
8090 | RMS Voltage above Extreme Over Voltage Threshold on Phase 3 (voltage returns below for longer than the configurable period)
8091 | RMS Voltage above Voltage Swell Threshold (voltage returns below for longer than the configurable period)
8092 | RMS Voltage above Voltage Swell Threshold on Phase 1 (voltage returns below for longer than the configurable period)
8093 | RMS Voltage above Voltage Swell Threshold on Phase 2 (voltage returns below for longer than the configurable period)
8094 | RMS Voltage above Voltage Swell Threshold on Phase 3 (voltage returns below for longer than the configurable period)
8095 | RMS Voltage below Extreme Under Voltage Threshold (voltage returns above for longer than the configurable period)
8096 | RMS Voltage below Extreme Under Voltage Threshold on Phase 1 (voltage returns above for longer than the configurable period)
8097 | RMS Voltage below Extreme Under Voltage Threshold on Phase 2 (voltage returns above for longer than the configurable period)
8098 | RMS Voltage below Extreme Under Voltage Threshold on Phase 3 (voltage returns above for longer than the configurable period)
8099 | RMS Voltage below Voltage Sag Threshold (voltage returns above for longer than the configurable period)
809A | RMS Voltage below Voltage Sag Threshold on Phase 1 (voltage returns above for longer than the configurable period)
809B | RMS Voltage below Voltage Sag Threshold on Phase 2 (voltage returns above for longer than the configurable period)
809C | RMS Voltage below Voltage Sag Threshold on Phase 3 (voltage returns above for longer than the configurable period)
810D | Combined Credit Below Low Credit Threshold (prepayment mode)
810E | Credit Added Locally
8119 | Emergency Credit Has Become Available (prepayment mode)
8145 | Clock adjusted (within tolerance)
8154 | Immediate HAN Interface Command Received and Successfully Actioned
8155 | Immediate HAN Interface Command Received but not Successfully Actioned
8161 | User Interface Command Input and Successfully Actioned
8162 | User Interface Command Input but not Successfully Actioned
8168 | Supply Disabled then Armed - Activate Emergency Credit triggered
8183 | Device joined SMHAN
8184 | Valve tested
819D | GSME Command Not Retrieved
819E | Tap Off Message Response or Alert Failure
81A0 | Smart Meter Integrity Issue - Warning
81A1 | Battery Cover Closed
81A2 | CH Connected to ESME
81A3 | CH Disconnected from ESME
81A4 | Close Tunnel Command Rejected
81A5 | Communication From Local Port (e.g. Optical)
81A6 | Customer Acknowledged Message on HAN Device
81A7 | Debt Collection Completed - Time Debt 1
81A8 | Debt Collection Completed - Time Debt 2
81A9 | Debt Collection Completed - Payment Debt
81AA | Emergency Credit Exhausted
81AB | Emergency Credit Activated
81AC | Error Measurement Fault
81AD | Error Metrology Firmware Verification Failure
81AE | Error Non Volatile Memory
81AF | Error Program Execution
81B0 | Error Program Storage
81B1 | Error RAM
81B2 | Error Unexpected Hardware Reset
81B3 | Error Watchdog
81B4 | Excess Gas Flow Beyond Meter Capacity
81B5 | Flow Sensor Detects Air in Gas Flow
81B6 | Flow Sensor Detects Reverse Flow of Gas
81B7 | Incorrect phase sequencing
81B8 | Incorrect Polarity
81B9 | Meter Cover Closed
81BA | Request Tunnel Command Rejected
81BB | Reverse Current
81BC | Strong Magnetic Field Removed
81BD | Supply Connect Failure (Valve or Load Switch)
81BE | Supply Disabled Then Locked - Supply Tamper State Cause
81BF | Supply Disabled Then Armed - Uncontrolled Gas Flow Rate
81C0 | Supply Disconnect Failure (Valve or Load Switch)
81C1 | Terminal Cover Closed
81C2 | Tilt Tamper Ended
81C3 | Tilt Tamper
81C4 | UTRN Manual Entry Suspended
81C5 | UTRN rejected as locked out
81C6 | Clock not adjusted (outside tolerance)
8F01 | Active Power Import above Load Limit Threshold
8F0A | Billing Data Log Updated
8F0C | Clock not adjusted (adjustment greater than 10 seconds)
8F0F | Credit Below Disablement Threshold (prepayment mode)
8F12 | CHF Device Log Changed
8F1B | Firmware Verification Failed At Power On
8F1C | Firmware Verification Failed
8F1D | GSME Power Supply Loss
8F1E | Integrity check of content or format of command failed
8F1F | Low Battery Capacity
8F20 | Limited Duty Cycle Action Taken
8F21 | Duty Cycle fallen below Normal-Limited Duty Cycle Threshold
8F22 | Critical Duty Cycle Action Taken
8F23 | Duty Cycle fallen below Limited-Critical Duty Cycle Threshold
8F24 | Regulated Duty Cycle Action Taken
8F25 | Duty Cycle fallen below Critical-Regulated Duty Cycle Threshold
8F26 | Sub GHz Channel Changed
8F27 | Sub GHz Channel Scan initiated
8F28 | Sub GHz Channel Scan Request Assessment Outcome
8F29 | Three Lost GSME Searches Failed
8F2A | Sub GHz Configuration Changed
8F2B | Sub GHz Channel not changed due to Frequency Agility Parameters
8F2C | Message Discarded Due to Duty Cycle Management
8F2D | No More Sub GHz Device Capacity
8F30 | Source Does not have Authority for Command
8F32 | Supply Armed
8F33 | Supply Disabled then Armed - Load Limit triggered
8F34 | Supply Enabled after Load Limit Restoration Period (Load Limit triggered)
8F35 | Supply Outage Restored
8F36 | Supply Outage Restored - Outage >= 3 minutes
8F37 | Supply Outage Restored on Phase 1
8F38 | Supply Outage Restored on Phase 1 Restored - Outage >= 3 minutes
8F39 | Supply Outage Restored on Phase 2 Restored
8F3A | Supply Outage Restored on Phase 2 Restored - Outage >= 3 minutes
8F3B | Supply Outage Restored on Phase 3 Restored
8F3C | Supply Outage Restored on Phase 3 Restored - Outage >= 3 minutes
8F3D | Trusted Source Authentication Failure
8F3E | Unauthorised Communication Access attempted
8F3F | Unauthorised Physical Access - Tamper Detect
8F43 | Change in the executing Firmware version
8F47 | Credit would cause Meter Balance to exceed Maximum Meter Balance Threshold
8F48 | Device joining failed
8F49 | Device joining succeeded
8F4A | Device Unjoining failed
8F4B | Device Unjoining succeeded
8F4C | Device's own Digital Signing Certificate replacement failed
8F4D | Device's own Digital Signing Certificate replacement succeeded
8F4E | Device's own Key Agreement Certificate replacement failed
8F4F | Device's own Key Agreement Certificate replacement succeeded
8F51 | Duplicate UTRN entered
8F52 | Event Log Cleared
8F53 | Failed Authentication or Authorisation not covered by other codes
8F57 | Supply interrupted
8F58 | Supply interrupted on Phase 1
8F59 | Supply interrupted on Phase 2
8F5A | Supply interrupted on Phase 3
8F5B | UTRN exceeds Maximum Credit Threshold
8F60 | Unusual numbers of malformed, out-of-order or unexpected Commands received
8F63 | UTRN not Authentic
8F64 | UTRN not for this Device
8F66 | Future-date HAN Interface Command Successfully Actioned
8F67 | Future-date HAN Interface Command not Successfully Actioned
8F69 | Device commissioned
8F70 | Update Security Credentials
8F72 | Firmware Verification Successful
8F73 | Unauthorised Physical Access - Battery Cover Removed
8F74 | Unauthorised Physical Access - Meter Cover Removed
8F75 | Unauthorised Physical Access - Strong Magnetic field
8F76 | Unauthorised Physical Access - Terminal Cover Removed
8F77 | Unauthorised Physical Access - Second Terminal Cover Removed
8F78 | Unauthorised Physical Access - Other
8F82 | Remaining Battery Capacity reset
8F83 | Disablement of Supply due to insufficient credit has been suspended
8F84 | Failure to Deliver Remote Party Message to ESME
8F89 | Firmware transfer alert FAIL
8F8A | Firmware transfer alert SUCCESS
8F8B | Read Firmware version alert
`;
