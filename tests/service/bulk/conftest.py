"""Files of a small manufacturer, and somebody who may bring all of them in."""

import io
import zipfile
from typing import Any

import pytest

from service.bulk.importing import Report, import_tables
from service.bulk.table import add_table, read_table
from service.context import Actor, Context
from service.fieldwork.schemas import ONE_PIXEL

IMPORTER = Actor(kind="system", name="import", unbounded=True)

CHAIN = {
    "Branch": "Name\nNorth\n",
    "ServiceTerritory": "Id,TerritoryCode__c,Name,BranchId__c\nT1,N1,Bremen,\n",
    "ServiceResource": "Id,Name,ServiceTerritoryId,Latitude,Longitude,Tools__c\n"
    'R1,Kim Berg,T1,53.08,8.8,"[""ladder""]"\n',
    "ServiceTerritoryMember": "ServiceResourceId,ServiceTerritoryId,TerritoryType,EffectiveStartDate\nR1,T1,P,\n",
    "ServiceResourceSkill": "ServiceResourceId,SkillId,SkillLevel,EffectiveEndDate\nR1,pumps,2,2027-12-31\n",
    "ServiceResourceCertificate__c": "ServiceResourceId,Name,EffectiveEndDate\nR1,gas,2027-12-31\n",
    "Shift": "ServiceResourceId,StartTime,EndTime,Breaks__c\nR1,2026-03-03T07:00:00Z,2026-03-03T15:30:00Z,"
    '"[{""earliest"": ""2026-03-03T10:30:00Z"", ""latest"": ""2026-03-03T12:00:00Z"", ""minutes"": 30}]"\n',
    "ResourceAbsence": "ServiceResourceId,Start,End,Type\nR1,2026-03-04T00:00:00Z,2026-03-05T00:00:00Z,training\n",
    "ProductItem": "ServiceResourceId,ProductCode__c,QuantityOnHand\nR1,SEAL-7,4\n",
    "Account": "Id,Name,BillingStreet,BillingCity,BillingCountryCode,Phone,IsSupplier__c\n"
    "001A,Hansa Mills,Am Tor 1,Bremen,DE,0421 555010,\n001S,Seals Ltd,,,,,TRUE\n",
    "Contact": "Id,AccountId,Name,Email\n003A,001A,Jo Roe,Jo.Roe@hansa-mills.com\n",
    "Product2": "Id,ProductCode,Name,Family,UsageUnit__c\n01tA,P-100,Pump 100,pumps,Hours\n",
    "WarrantyTerm": "Id,Product2Id__c,WarrantyTermName,StartBasis__c,WarrantyDuration,LaborCovered\n"
    "WT1,01tA,Standard,delivery,24,100\n",
    "PricebookEntry": "ProductCode,CurrencyIsoCode,UnitPrice\nSEAL-7,EUR,24.50\n",
    "WorkType": "Name,Id,Kind__c,Purpose__c,EstimatedDuration,WorkPlan__c\n"
    'Repair,08qA,field,repair,60,"[{""instruction"": ""Pressure test"", ""unit"": ""bar""}]"\n',
    "Order": "Id,OrderNumber,AccountId,EffectiveDate\n801A,SO-1,001A,2026-01-12\n",
    "OrderItem": "OrderId,Product2Id,Quantity\n801A,01tA,2\n",
    "Shipment": "Id,OrderId__c,Status,ActualDeliveryDate\nSH1,801A,Confirmed,2026-02-20\n",
    "ShipmentItem": "ShipmentId,OrderItemNumber,SerialNumber\nSH1,1,SN 1\nSH1,1,SN 2\n",
    "Asset": "Id,Product2Id,AccountId,SerialNumber,InstallDate\n"
    "02iA,01tA,001A,sn-1,2026-02-21\n02iB,01tA,001A,SN 2,\n02iC,01tA,001A,OLD 7,2025-06-01\n",
    "Case": "Id,AssetId,Subject,Description,Origin,Type,Reason,Priority,CreatedDate,Status,"
    "ResolutionPath__c,ResolutionNotes__c\n"
    "500A,02iA,Leaks,Water under the pump.,Phone,Repair,Defect,Medium,2026-03-02T07:00:00.000+0000,Closed,"
    "field work,Done.\n"
    "500B,,Fails,It fails.,Email,Warranty,Defect,High,2026-03-02T07:30:00Z,Closed,,\n",
    "CaseLineItem": "CaseId,AssetId,Description\n500B,02iA,seal\n500B,02iB,\n",
    "CaseComment": "Id,ParentId,CommentBody,IsPublished\n00aA,500A,Called back.,TRUE\n",
    "WorkOrder": "Id,CaseId,WorkTypeId,Status,StartDate,EndDate\n"
    "0WOA,500A,08qA,Completed,2026-03-02T08:00:00Z,2026-03-05T16:00:00Z\n",
    "ServiceAppointment": "Id,ParentRecordId,SchedStartTime,Status\n08pA,0WOA,2026-03-03T09:00:00Z,Completed\n",
    "AssignedResource": "ServiceAppointmentId,ServiceResourceId\n08pA,R1\n",
    "WorkStep": "WorkOrderId,StepNumber,Measurement__c\n0WOA,1,6.2\n",
    "ProductConsumed": "WorkOrderId,ProductCode__c,QuantityConsumed\n0WOA,SEAL-7,2\n",
    "ServiceReport": "Id,ParentId,Summary__c\n0SRA,0WOA,Seal replaced.\n",
    "DigitalSignature": f"Id,ParentId,SignedBy,Image__c\nDSA,0WOA,Jo Roe,{ONE_PIXEL}\n",
    "Claim": "Id,CaseId,Status,PaymentReference__c\n0ZkA,500B,Paid,CN-1\n",
    "ClaimItem": "ClaimId,AssetId,FaultDate,Parts__c\n"
    '0ZkA,02iA,2026-02-28,"[{""part_number"": ""SEAL-7"", ""quantity"": ""2""}]"\n'
    '0ZkA,02iB,2026-02-28,"[{""part_number"": ""SEAL-7""}]"\n',
    "ReturnOrder": "Id,CaseId,AccountId,ProductCode__c,Description,Status\nRO1,500B,001S,SEAL-7,porous,Sent\n",
}
"""From the first order to a paid claim."""


def archive(files: dict[str, str]) -> bytes:
    """Return a ZIP archive of CSV files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, content in files.items():
            made.writestr(f"{name}.csv", content)
    return target.getvalue()


def brought_in(house: Any, files: dict[str, str], actor: Actor = IMPORTER, **how: bool) -> Report:
    """Bring files in, in a transaction that is ended as the report says."""
    tables: dict[str, Any] = {}
    for name, content in files.items():
        add_table(tables, read_table(content.encode(), name))
    report = None
    try:
        with house.database.transaction() as session:
            report = import_tables(Context(session, actor, house.watch()), tables, **how)
            if not report.kept:
                raise InterruptedError
    except InterruptedError:
        pass
    assert report is not None
    return report


def faults(report: Report) -> list[tuple[str, int, str | None, str]]:
    """Return what was refused: file, line, column and code."""
    found = [(line.file, line.line, fault["column"], fault["code"]) for line in report.lines for fault in line.faults]
    return sorted(found, key=lambda fault: fault[:2])


@pytest.fixture
def counts(house):
    """A count of the rows of each table that has any."""

    def count() -> dict[str, int]:
        tables = ("account", "asset", "asset_warranty", "service_case", "work_order", "claim", "external_id", "event")
        return {table: house.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables}

    return count
