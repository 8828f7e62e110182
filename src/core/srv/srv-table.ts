/**
 * The Service Reference Variants of DUIS 5.4, one a line: number, name, critical, Command Variants (SMETS2+), who keeps a
 * future-dated one until its time, whether the DCC repeats it by a schedule, User roles, target devices (`DCC`: none), the
 * use cases of the GBCS, the element of the request body, and whether it is for SMETS1 devices.
 */
export const srvTable = `
1.1.1 | Update Import Tariff (Primary Element) | critical | 4 5 6 7 | device | - | IS GS | ESME GSME GPF | ECS01a GCS01a | UpdateImportTariffPrimaryElement | working-set
1.1.2 | Update Import Tariff (Secondary Element) | critical | 4 5 6 7 | device | - | IS | ESME | ECS01c | UpdateImportTariffSecondaryElement | unsure
1.2.1 | Update Price (Primary Element) | critical | 4 5 6 7 | device | - | IS GS | ESME GSME GPF | ECS01b GCS01b | UpdatePricePrimaryElement | working-set
1.2.2 | Update Price (Secondary Element) | critical | 4 5 6 7 | device | - | IS | ESME | ECS01d | UpdatePriceSecondaryElement | unsure
1.5 | Update Meter Balance | critical | 4 5 6 7 | - | - | IS GS | ESME GSME GPF | ECS04a ECS04b GCS40a GCS40b GCS40c GCS40d | UpdateMeterBalance | working-set
1.6 | Update Payment Mode | critical | 4 5 6 7 | device | - | IS GS | ESME GSME GPF | ECS02 ECS03 GCS02 GCS03 | UpdatePaymentMode | working-set
1.7 | Reset Tariff Block Counter Matrix | critical | 4 5 6 7 | - | - | IS | ESME | ECS05 | ResetTariffBlockCounterMatrix | unsure
2.1 | Update Prepay Configuration | critical | 4 5 6 7 | device | - | IS GS | ESME GSME GPF | ECS08 ECS08a GCS05 | UpdatePrepayConfiguration | working-set
2.2 | Top Up Device | - | 1 2 3 | - | - | IS GS | ESME GSME GPF | CS01a CS01b | TopUpDevice | working-set
2.3 | Update Debt | critical | 4 5 6 7 | - | - | IS GS | ESME GSME GPF | ECS07 GCS04 | UpdateDebt | working-set
2.5 | Activate Emergency Credit | critical | 4 5 6 7 | - | - | IS GS | ESME GSME GPF | ECS09 GCS06 | ActivateEmergencyCredit | working-set
3.1 | Display Message | - | 1 2 3 | DSP | - | IS GS | ESME GSME GPF | ECS10 GCS07 | DisplayMessage | working-set
3.2 | Restrict Access For Change Of Tenancy | - | 1 2 3 | DSP | - | IS GS | ESME GPF | ECS12 GCS09 | RestrictAccessForChangeOfTenancy | working-set
3.3 | Clear Event Log | - | 1 2 3 | - | - | IS GS | ESME GSME GPF | CS11 ECS15a ECS15c | ClearEventLog | working-set
3.4 | Update Supplier Name | - | 1 2 3 | DSP | - | IS GS | ESME GSME GPF | ECS16 GCS44 | UpdateSupplierName | working-set
3.5 | Disable Privacy PIN | - | 1 2 3 | - | - | IS GS | ESME GSME GPF | ECS14 GCS11 | DisablePrivacyPIN | working-set
4.1.1 | Read Instantaneous Import Registers | - | 1 2 3 | DSP | - | IS GS ED GT | ESME GSME GPF | ECS17b GCS13a | ReadInstantaneousImportRegisters | working-set
4.1.2 | Read Instantaneous Import TOU Matrices | - | 1 2 3 | DSP | - | IS GS ED GT | ESME GSME GPF | ECS17d GCS13c | ReadInstantaneousImportTOUMatrices | working-set
4.1.3 | Read Instantaneous Import TOU With Blocks Matrices | - | 1 2 3 | DSP | - | IS ED | ESME | ECS17e | ReadInstantaneousImportTOUWithBlocksMatrices | working-set
4.1.4 | Read Instantaneous Import Block Counters | - | 1 2 3 | DSP | - | GS | GSME GPF | GCS13b | ReadInstantaneousImportBlockCounters | working-set
4.2 | Read Instantaneous Export Registers | - | 1 2 3 | DSP | - | ES ED | ESME | ECS17a | ReadInstantaneousExportRegisters | working-set
4.3 | Read Instantaneous Prepay Values | - | 1 2 3 | DSP | - | IS GS | ESME GSME GPF | ECS19 GCS14 | ReadInstantaneousPrepayValues | working-set
4.4.2 | Retrieve Change Of Mode / Tariff Triggered Billing Data Log | - | 1 2 3 | DSP | - | IS GS | ESME GSME GPF | ECS20b GCS15b | RetrieveCoMOrTariffTriggeredBillingDataLog | working-set
4.4.3 | Retrieve Billing Calendar Triggered Billing Data Log | - | 1 2 3 | DSP | - | IS GS | ESME GSME GPF | ECS20c GCS15c | RetrieveBillingCalendarTriggeredBillingDataLog | working-set
4.4.4 | Retrieve Billing Data Log (Payment Based Debt Payments) | - | 1 2 3 | DSP | - | GS IS | ESME GSME GPF | ECS20a GCS15d | RetrieveBillingDataLogDebtPayments | working-set
4.4.5 | Retrieve Billing Data Log (Prepayment Credits) | - | 1 2 3 | DSP | - | GS IS | ESME GSME GPF | ECS20d GCS15e | RetrieveBillingDataLogPrepaymentCredits | working-set
4.6.1 | Retrieve Import Daily Read Log | - | 1 2 3 | DSP | DSP | IS GS | ESME GSME GPF | ECS21a GCS16a | RetrieveImportDailyReadLog | working-set
4.6.2 | Retrieve Export Daily Read Log | - | 1 2 3 | DSP | DSP | ES | ESME | ECS21c | RetrieveExportDailyReadLog | unsure
4.8.1 | Read Active Import Profile Data | - | 1 2 3 | DSP | DSP | IS GS ED GT OU | ESME GSME GPF | ECS22b GCS17 | ReadActiveImportProfileData | working-set
4.8.2 | Read Reactive Import Profile Data | - | 1 2 3 | DSP | DSP | IS ED OU | ESME | ECS22c | ReadReactiveImportProfileData | working-set
4.8.3 | Read Export Profile Data | - | 1 2 3 | DSP | DSP | ES ED OU | ESME | ECS22a | ReadExportProfileData | working-set
4.10 | Read Network Data | - | 1 2 3 | DSP | DSP | IS GS ED GT | ESME GSME GPF | ECS23 ECS23b GCS18 | ReadNetworkData | working-set
4.11.1 | Read Tariff (Primary Element) | - | 1 2 3 | - | - | IS GS OU | ESME GSME GPF | ECS24 GCS21f | ReadTariffPrimaryElement | working-set
4.11.2 | Read Tariff (Secondary Element) | - | 1 2 3 | - | - | IS OU | ESME | ECS24b | ReadTariffSecondaryElement | unsure
4.12.1 | Read Maximum Demand Import Registers | - | 1 2 3 | DSP | DSP | IS ED | ESME | ECS18b | ReadMaximumDemandImportRegisters | unsure
4.12.2 | Read Maximum Demand Export Registers | - | 1 2 3 | DSP | DSP | ES ED | ESME | ECS18a | ReadMaximumDemandExportRegisters | unsure
4.13 | Read Prepayment Configuration | - | 1 2 3 | DSP | - | IS GS | ESME GSME GPF | ECS26a GCS21b | ReadPrepaymentConfiguration | working-set
4.14 | Read Prepayment Daily Read Log | - | 1 2 3 | DSP | DSP | IS GS | ESME GSME GPF | ECS21b GCS16b | ReadPrepaymentDailyReadLog | working-set
4.15 | Read Load Limit Data | - | 1 2 3 | DSP | DSP | IS ED | ESME | ECS27 | ReadLoadLimitData | unsure
4.16 | Read Active Power Import | - | 1 2 3 | - | DSP | IS ED | ESME | ECS17c | ReadActivePowerImport | working-set
4.17 | Retrieve Daily Consumption Log | - | 1 2 3 | DSP | DSP | IS GS ED GT OU | ESME GSME GPF | ECS66 GCS61 | RetrieveDailyConsumptionLog | unsure
4.18 | Read Meter Balance | - | 1 2 3 | DSP | - | IS GS | ESME GSME GPF | ECS82 GCS60 GCS60a | ReadMeterBalance | working-set
5.1 | Create Schedule | - | 8 | - | - | IS ES GS ED GT OU | DCC | ECS21a | CreateSchedule | working-set
5.2 | Read Schedule | - | 8 | - | - | IS ES GS ED GT OU | DCC | - | ReadSchedule | working-set
5.3 | Delete Schedule | - | 8 | - | - | IS ES GS ED GT OU | DCC | - | DeleteSchedule | working-set
6.2.1 | Read Device Configuration (Voltage) | - | 1 2 3 | - | - | IS RSA ED | ESME | ECS26b ECS26k | ReadDeviceConfigurationVoltage | working-set
6.2.2 | Read Device Configuration (Randomisation) | - | 1 2 3 | - | - | IS RSA ED | ESME | ECS26c | ReadDeviceConfigurationRandomisation | unsure
6.2.3 | Read Device Configuration (Billing Calendar) | - | 1 2 3 | - | - | IS RSA GS | ESME GSME GPF | ECS26d ECS26l GCS21d GCS21k | ReadDeviceConfigurationBillingCalendar | working-set
6.2.4 | Read Device Configuration (Identity Exc MPxN) | - | 1 2 3 | - | - | IS ES GS RSA ED GT OU | CHF ESME GSME GPF | ECS26e ECS26i ECS26m ECS26n GCS21e GCS21m | ReadDeviceConfigurationIdentityExcMPxN | working-set
6.2.5 | Read Device Configuration (Instantaneous Power Thresholds) | - | 1 2 3 | - | - | IS RSA | ESME | ECS26f | ReadDeviceConfigurationInstantaneousPowerThresholds | working-set
6.2.7 | Read Device Configuration (MPxN) | - | 1 2 3 | - | - | IS ES GS RSA ED GT OU | ESME GSME GPF | ECS40 GCS46 | ReadDeviceConfigurationMPxN | working-set
6.2.8 | Read Device Configuration (Gas) | - | 1 2 3 | - | - | GS RSA GT | GSME GPF | GCS21a | ReadDeviceConfigurationGas | working-set
6.2.9 | Read Device Configuration (Payment Mode) | - | 1 2 3 | - | - | IS GS RSA | ESME GSME GPF | ECS26j GCS21j | ReadDeviceConfigurationPaymentMode | working-set
6.2.10 | Read Device Configuration (Event and Alert Behaviours) | - | 1 2 3 | - | - | IS GS ED | ESME GSME GPF | ECS25r1 ECS25r2 GCS20r | ReadDeviceConfigurationEventAndAlertBehaviours | unsure
6.4.1 | Update Device Configuration (Load Limiting General Settings) | critical | 4 5 6 7 | device | - | IS | ESME | ECS28a | UpdateDeviceConfigurationLoadLimitingGeneralSettings | working-set
6.4.2 | Update Device Configuration (Load Limiting Counter Reset) | - | 1 2 3 | DSP | - | IS | ESME | ECS28b | UpdateDeviceConfigurationLoadLimitingCounterReset | unsure
6.5 | Update Device Configuration (Voltage) | - | 1 2 3 | DSP | - | ED | ESME | ECS29a ECS29b ECS29c ECS29d | UpdateDeviceConfigurationVoltage | working-set
6.6 | Update Device Configuration (Gas Conversion) | critical | 4 5 6 7 | - | - | GS | GSME GPF | GCS23 | UpdateDeviceConfigurationGasConversion | working-set
6.7 | Update Device Configuration (Gas Flow) | critical | 4 5 6 7 | - | - | GS | GSME GPF | GCS24 GCS24a | UpdateDeviceConfigurationGasFlow | working-set
6.8 | Update Device Configuration (Billing Calendar) | critical | 4 5 6 7 | - | - | IS GS | ESME GSME GPF | ECS30 ECS30a GCS25 GCS25a | UpdateDeviceConfigurationBillingCalendar | working-set
6.11 | Synchronise Clock | critical | 4 5 6 7 | - | - | IS GS | ESME GSME GPF | ECS70 GCS28 | SynchroniseClock | working-set
6.12 | Update Device Configuration (Instantaneous Power Threshold) | - | 1 2 3 | DSP | - | IS | ESME | ECS34 | UpdateDeviceConfigurationInstantaneousPowerThreshold | working-set
6.13 | Read Event Or Security Log | - | 1 2 3 | - | - | IS GS ED GT RSA | CHF ESME GSME GPF | CS10a CS10b ECS35a ECS35b ECS35c ECS35d ECS35e ECS35f ECS35g | ReadEventOrSecurityLog | working-set
6.14.1 | Update Device Configuration (Auxiliary Load Control Description) | critical | 4 5 6 7 | - | - | IS | ESME | ECS46a | UpdateDeviceConfigurationALCDescriptions | no
6.14.2 | Update Device Configuration (Auxiliary Load Control Scheduler) | critical | 4 5 6 7 | device | - | IS | ESME | ECS46c | UpdateDeviceConfigurationALCScheduler | no
6.14.3 | Update Device Configuration (Auxiliary Controller Scheduler) | critical | 4 5 6 7 | device | - | IS | ESME | ECS46d | UpdateDeviceConfigurationAuxiliaryControllerScheduler | no
6.15.1 | Update Security Credentials (KRP) | critical | 4 5 6 7 | device | - | IS GS ED GT | ESME GSME GPF | CS02bNOByNO CS02bSupplierBySupplier CS02gLoadControllerBySupplier | UpdateSecurityCredentialsKRP | working-set
6.15.2 | Update Security Credentials (Device) | critical | 4 5 6 7 | - | - | IS GS | ESME GSME GPF | CS02d | UpdateSecurityCredentialsDevice | no
6.17 | Issue Security Credentials | critical | 4 5 6 7 | - | - | IS GS | ESME GSME GPF | CS02c | IssueSecurityCredentials | no
6.18.1 | Set Maximum Demand Configurable Time Period | - | 1 2 3 | DSP | - | ED | ESME | ECS37 | SetMaximumDemandConfigurableTimePeriod | no
6.18.2 | Reset Maximum Demand Registers | - | 1 2 3 | DSP | - | ED | ESME | ECS57 | ResetMaximumDemandRegisters | no
6.20.1 | Set Device Configuration (Import MPxN) | - | 1 2 3 | DSP | - | IS GS | ESME GSME GPF | ECS39a GCS41 | SetDeviceConfigurationImportMPxN | working-set
6.20.2 | Set Device Configuration (Export MPAN) | - | 1 2 3 | DSP | - | ES | ESME | ECS39b | SetDeviceConfigurationExportMPAN | unsure
6.21 | Request Handover Of DCC Controlled Device | - | 1 2 3 | DSP | - | IS GS | ESME GSME GPF | CS02bNOByNOHandover CS02bSupplierBySupplierHandover | RequestHandoverOfDCCControlledDevice | working-set
6.22 | Configure Alert Behaviour | - | 1 2 3 | - | - | IS GS ED | ESME GSME GPF | ECS25a ECS25a1 ECS25a2 ECS25a3 ECS25b ECS25b3 GCS20 | ConfigureAlertBehaviour | unsure
6.23 | Update Security Credentials (CoS) | - | 1 2 3 | DSP device | - | IS GS | ESME GSME GPF | CS02bSupplierByTransCoS | UpdateSecurityCredentialsCoS | working-set
6.24.1 | Retrieve Device Security Credentials (KRP) | - | 1 2 3 | - | - | IS GS ED GT | ESME GSME GPF | CS02aMAC CS02fMAC | RetrieveDeviceSecurityCredentialsKRP | working-set
6.24.2 | Retrieve Device Security Credentials (Device) | critical | 4 5 6 7 | - | - | IS GS | ESME GSME GPF | CS02e | RetrieveDeviceSecurityCredentialsDevice | no
6.25 | Set Electricity Supply Tamper State | critical | 4 5 6 7 | - | - | IS | ESME | ECS81 | SetElectricitySupplyTamperState | unsure
6.26 | Update Device Configuration (daily resetting of Tariff Block Counter Matrix) | critical | 4 5 6 7 | - | - | IS | ESME | ECS48 | UpdateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix | unsure
6.27 | Update Device Configuration (RMS Voltage Counter Reset) | - | 1 2 3 | DSP | - | ED | ESME | ECS29e ECS29f | UpdateDeviceConfigurationRMSVoltageCounterReset | unsure
6.28 | Set CHF Sub GHz Configuration | - | 1 2 3 | - | - | IS GS | CHF | DBCH04 | SetCHFSubGHzConfiguration | no
6.29 | Request CHF Sub GHz Channel Scan | - | 1 2 3 | - | - | IS GS | CHF | DBCH05 | RequestCHFSubGHzChannelScan | no
6.30 | Read CHF Sub GHz Configuration | - | 1 2 3 | - | - | IS GS RSA | CHF | DBCH03 | ReadCHFSubGHzConfiguration | no
6.31 | Read CHF Sub GHz Channel | - | 1 2 3 | - | - | IS GS RSA | CHF | DBCH01 | ReadCHFSubGHzChannel | no
6.32 | Read CHF Sub GHz Channel Log | - | 1 2 3 | - | - | IS GS RSA | CHF | DBCH02 | ReadCHFSubGHzChannelLog | no
7.1 | Enable Supply | critical | 4 5 6 7 | - | - | IS | ESME | ECS42 | EnableSupply | working-set
7.2 | Disable Supply | critical | 4 5 6 7 | - | - | IS GS | ESME GSME GPF | ECS43 GCS32 | DisableSupply | working-set
7.3 | Arm Supply | critical | 4 5 6 7 | - | - | IS GS | ESME GSME GPF | ECS44 GCS39 | ArmSupply | working-set
7.4 | Read Supply Status | - | 1 2 3 | - | - | IS ES GS RSA ED GT | ESME GSME GPF | ECS45 GCS33 | ReadSupplyStatus | working-set
7.5 | Activate Auxiliary Load | critical | 4 5 6 7 | - | - | IS | ESME | ECS47Activate | ActivateAuxiliaryLoad | no
7.6 | Deactivate Auxiliary Load | critical | 4 5 6 7 | - | - | IS | ESME | ECS47Deactivate | DeactivateAuxiliaryLoad | no
7.7 | Read Auxiliary Load Switch Data | - | 1 2 3 | DSP | - | IS ED OU | ESME | ECS61a | ReadALCSData | no
7.8 | Reset Auxiliary Load | critical | 4 5 6 7 | - | - | IS | ESME | ECS47Reset | ResetAuxiliaryLoad | no
7.9 | Add Auxiliary Load To Boost Button | - | 1 2 3 | DSP | - | IS | ESME | ECS62Add | AddAuxiliaryLoadToBoostButton | no
7.10 | Remove Auxiliary Load From Boost Button | - | 1 2 3 | DSP | - | IS | ESME | ECS62Remove | RemoveAuxiliaryLoadFromBoostButton | no
7.11 | Read Boost Button Details | - | 1 2 3 | DSP | - | IS OU | ESME | ECS61c | ReadBoostButtonDetails | no
7.12 | Set Randomised Offset Limit | critical | 1 2 3 | - | - | IS | ESME | ECS38 | SetRandomisedOffsetLimit | no
7.13 | Set Auxiliary Controller State | critical | 1 2 3 | - | - | IS | ESME | ECS47a | SetAuxiliaryControllerState | no
7.14 | Read Auxiliary Controller Configuration Data | - | 4 5 6 7 | DSP | - | IS ED OU | ESME | ECS61d | ReadAuxiliaryControllerConfigurationData | no
7.15 | Read Auxiliary Controller Operational Data | - | 4 5 6 7 | DSP | - | IS ED OU | ESME | ECS61e | ReadAuxiliaryControllerOperationalData | no
7.16 | Limit APC Level | critical | 4 5 6 7 | - | - | - | ESME | ECS47e | LimitAPCLevel | no
8.1.1 | Commission Device | critical | 4 5 | - | - | IS GS | ESME GSME GPF | ECS70Commission GCS28Commission | CommissionDeviceSynchroniseClock | working-set
8.2 | Read Inventory | - | 8 | - | - | IS ES GS RSA ED GT OU | DCC | - | ReadInventory | working-set
8.3 | Decommission Device | - | 8 | - | - | IS GS | DCC | - | DecommissionDevice | working-set
8.4 | Update Inventory | - | 8 | - | - | IS ES GS RSA ED GT OU | DCC | - | UpdateInventory | working-set
8.5 | Service Opt Out | - | 1 | DSP | - | - | ESME GSME GPF | CS02bACBByACB | ServiceOptOut | unsure
8.6 | Service Opt In | - | 8 | - | - | - | DCC | - | ServiceOptIn | unsure
8.7.1 | Join Service (Critical) | critical | 4 5 6 7 | - | - | IS GS | ESME GSME GPF PPMID | CS03A1 CS03A2Critical CS03CCritical | JoinServiceCritical | unsure
8.7.2 | Join Service (Non-Critical) | - | 1 2 3 | - | - | IS GS OU | ESME GSME GPF PPMID | CS03A2NonCritical CS03B CS03CNonCritical | JoinServiceNonCritical | working-set
8.8.1 | Unjoin Service (Critical) | critical | 4 5 6 7 | - | - | IS GS | ESME GSME GPF PPMID | CS04ACCritical | UnjoinServiceCritical | unsure
8.8.2 | Unjoin Service (Non-Critical) | - | 1 2 3 | - | - | IS GS OU | ESME GSME GPF PPMID | CS04ACNonCritical CS04B | UnjoinServiceNonCritical | working-set
8.9 | Read Device Log | - | 1 2 3 | DSP | - | IS GS OU | CHF ESME GSME GPF | CCS05CCS04 CCS06 CCS07 CS07 | ReadDeviceLog | working-set
8.11 | Update HAN Device Log | - | 1 2 3 | DSP | - | IS GS OU | CHF | CCS01 CCS02 | UpdateHANDeviceLog | working-set
8.12.1 | Restore HAN Device Log | - | 1 2 3 | - | - | IS GS | CHF | CCS03 | RestoreHANDeviceLog | no
8.12.2 | Restore Gas Proxy Function Device Log | - | 1 2 3 | - | - | IS GS | GPF | GCS59 | RestoreGPFDeviceLog | no
8.13 | Return Local Command Response | - | 8 | - | - | IS GS | DCC | - | ReturnLocalCommandResponse | unsure
8.14.1 | Communications Hub Status Update- Install Success | - | 8 | - | - | IS GS | DCC | - | CHFInstallSuccessSMWAN | no
8.14.2 | Communications Hub Status Update - Install No SM WAN | - | 8 | - | - | IS GS | DCC | - | CHFInstallSuccessNoSMWAN | no
8.14.3 | Communications Hub Status Update. – Fault Return | - | 8 | - | - | IS GS | DCC | - | CHFFaultReturn | no
8.14.4 | Communications Hub Status Update – No Fault Return | - | 8 | - | - | IS GS | DCC | - | CHFNoFaultReturn | no
9.1 | Request Customer Identification Number | - | 1 2 3 | - | - | OU | ESME GSME GPF | ECS50 GCS36 | RequestCustomerIdentificationNumber | working-set
11.1 | Update Firmware | - | 8 | - | - | IS GS | DCC | - | UpdateFirmware | working-set
11.2 | Read Firmware Version | - | 1 2 3 | DSP | - | IS ES GS RSA ED GT OU | CHF ESME GSME GPF HCALCS PPMID | CS08 ECS52 GCS38 | ReadFirmwareVersion | working-set
11.3 | Activate Firmware | critical | 4 5 6 7 | device | - | IS GS | ESME GSME GPF | CS06 | ActivateFirmware | working-set
11.4 | Update PPMID Firmware | - | 8 | - | - | IS GS | DCC | - | UpdatePPMIDFirmware | no
12.1 | Request WAN Matrix | - | 8 | - | - | IS ES GS RSA ED GT OU | DCC | - | RequestWANMatrix | unsure
12.2 | Device Pre-notification | - | 8 | - | - | IS ES GS RSA ED GT OU | DCC | - | DevicePrenotification | unsure
14.1 | Record Network Data (GAS) | - | 1 2 3 | - | DSP | GT | GSME GPF | GCS31 | RecordNetworkDataGAS | unsure
`;
