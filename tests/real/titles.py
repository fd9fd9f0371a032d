"""What the titles of the data sets mean: departments where the data name them, labels written by hand where not.

Levels are labelled by hand everywhere: executive runs the firm, senior runs a function or a plant, middle leads people
or answers for a field, operational is everybody else. Labels were written before the rules were run on the titles.
"""

import re
from collections import Counter

from tests.real.rows import rows

from keyaccounts.model import Function, Level

DEPARTMENTS = {
    "Document Control": "quality",
    "Engineering": "engineering",
    "Executive": "executive",
    "Facilities and Maintenance": "other",
    "Finance": "finance",
    "Human Resources": "hr",
    "Information Services": "it",
    "Marketing": "marketing",
    "Production": "operations",
    "Production Control": "operations",
    "Purchasing": "purchasing",
    "Quality Assurance": "quality",
    "Research and Development": "engineering",
    "Sales": "sales",
    "Shipping and Receiving": "logistics",
    "Tool Design": "engineering",
}
EXECUTIVES = {"Chief Executive Officer", "Chief Financial Officer"}
SENIORS = {"Vice President of Engineering", "Vice President of Production", "Vice President of Sales"}
MIDDLE = {
    "Accounts Manager",
    "Document Control Manager",
    "Engineering Manager",
    "European Sales Manager",
    "Facilities Manager",
    "Finance Manager",
    "Human Resources Manager",
    "Information Services Manager",
    "Maintenance Supervisor",
    "Marketing Manager",
    "Network Manager",
    "North American Sales Manager",
    "Pacific Sales Manager",
    "Production Control Manager",
    "Production Supervisor",
    "Purchasing Manager",
    "Quality Assurance Manager",
    "Quality Assurance Supervisor",
    "Research and Development Manager",
    "Shipping and Receiving Supervisor",
}
OPERATIONAL = {
    "Accountant",
    "Accounts Payable Specialist",
    "Accounts Receivable Specialist",
    "Application Specialist",
    "Assistant to the Chief Financial Officer",
    "Benefits Specialist",
    "Buyer",
    "Control Specialist",
    "Database Administrator",
    "Design Engineer",
    "Document Control Assistant",
    "Facilities Administrative Assistant",
    "Human Resources Administrative Assistant",
    "Janitor",
    "Marketing Assistant",
    "Marketing Specialist",
    "Master Scheduler",
    "Network Administrator",
    "Production Technician",
    "Purchasing Assistant",
    "Quality Assurance Technician",
    "Recruiter",
    "Research and Development Engineer",
    "Sales Representative",
    "Scheduling Assistant",
    "Senior Design Engineer",
    "Senior Tool Designer",
    "Shipping and Receiving Clerk",
    "Stocker",
    "Tool Designer",
}
ADVENTUREWORKS = {
    **dict.fromkeys(EXECUTIVES, "executive"),
    **dict.fromkeys(SENIORS, "senior"),
    **dict.fromkeys(MIDDLE, "middle"),
    **dict.fromkeys(OPERATIONAL, "operational"),
}

NORTHWIND = {
    "Accounting Manager": ("middle", "finance"),
    "Assistant Sales Agent": ("operational", "sales"),
    "Assistant Sales Representative": ("operational", "sales"),
    "Marketing Assistant": ("operational", "marketing"),
    "Marketing Manager": ("middle", "marketing"),
    "Order Administrator": ("operational", None),
    "Owner": ("executive", "executive"),
    "Owner/Marketing Assistant": ("executive", "executive"),
    "Sales Agent": ("operational", "sales"),
    "Sales Associate": ("operational", "sales"),
    "Sales Manager": ("middle", "sales"),
    "Sales Representative": ("operational", "sales"),
}

SALESFORCE_DEPARTMENTS = {
    "": "other",  # one of the two who run the facilities has no department
    "Administration": "other",
    "Executive Team": "executive",
    "Facilities": "other",
    "Finance": "finance",
    "Internal Operations": "operations",
    "Operations": "operations",
    "Procurement": "purchasing",
    "Production": "operations",
    "Technology": "it",
    "Warehouse Mgmt": "logistics",
}
SALESFORCE = {
    "CEO": "executive",
    "CFO": "executive",
    "Dean of Administration": "senior",
    "Director, Warehouse Mgmt": "senior",
    "Regional General Manager": "executive",
    "SVP, Administration and Finance": "senior",
    "SVP, Operations": "senior",
    "SVP, Procurement": "senior",
    "SVP, Production": "senior",
    "SVP, Technology": "senior",
    "VP, Facilities": "senior",
    "VP, Finance": "senior",
    "VP, Production": "senior",
    "VP, Technology": "senior",
}


def employees(folder):
    """AdventureWorks' own people."""
    return rows(folder / "adventureworks_b2b" / "employee.csv")


def labelled(folder):
    """Every set as (title, level, function), one a person; None where nobody can tell.

    Work centres (Production Technician - WC10) are cut off to look a label up; titles are read as they stand.
    """
    contacts = rows(folder / "salesforce_demo" / "contacts.csv")
    return {
        "AdventureWorks": [
            (row["JobTitle"], ADVENTUREWORKS[re.sub(r" - WC\d+$", "", row["JobTitle"])], DEPARTMENTS[row["Department"]])
            for row in employees(folder)
        ],
        "Northwind": [
            (row["ContactTitle"], *NORTHWIND[row["ContactTitle"]])
            for row in rows(folder / "northwind" / "customers.csv")
        ],
        "Salesforce": [
            (row["title"], SALESFORCE[row["title"]], SALESFORCE_DEPARTMENTS[row["department"]])
            for row in contacts
            if row["title"]
        ],
    }


def drawn():
    """150 titles drawn at random, as (title, level, functions that are right)."""
    for line in DRAWN.strip().splitlines():
        title, level, functions = (cell.strip() for cell in line.split("|"))
        yield title, LETTERS[level], functions.split()


class Tally:
    """How often a word was meant, how often it was read, and how often both."""

    def __init__(self):
        self.meant, self.read, self.right = Counter(), Counter(), Counter()

    def add(self, meant, read, *, right):
        self.meant[meant] += meant is not None
        self.read[read] += read is not None
        self.right[read] += right

    def row(self, *words):
        """Numbers of some words together, as the page prints them."""
        meant, read, right = (sum(count[word] for word in words) for count in (self.meant, self.read, self.right))
        return [str(meant), str(read), str(right), percent(right, read), percent(right, meant)]


def percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "–"


LETTERS = {"e": "executive", "s": "senior", "m": "middle", "o": "operational", "?": None}
LEVELS = [level.value for level in Level]
FUNCTIONS = [function.value for function in Function]
DRAWN = """
Vice President of Human Resources | s | hr
Sterilization Specialist | o |
General Warehouse Worker | o | logistics
Plant Maintenance Engineer | o | operations
Assisted Living Manager | m |
Business Insight and Analytics Manager | m |
Plastics Tooling Engineer | o | engineering
Aircraft Maintenance Engineer | o | operations
Director, Field Services | s | service
Repair Supervisor | m |
Special Education Assistant | o |
Software Engineer Intern | o | engineering
Food Concession Manager | m |
Online Communications Manager | m | marketing
Lead Software Architect | m | it
Procurement Cost Coordinator | o | purchasing
Supervisor, Sawing And Assembly | m | operations
Hub Inventory Specialist | o | logistics
Supervisor, Die Casting | m | operations
Senior Chemical Engineer | o | engineering
Internal Audit Manager | m | finance
Material Flow Engineer | o | engineering
Data Warehouse Consultant | o | it
Power-Plant-Operator Apprentice | o | operations
Supervisor, Fabrication | m | operations
Outside Sales Associate | o | sales
Rent Control Office Manager | m |
Fixer Supervisor | m |
Training and Documentation Specialist | o |
Instructional Materials Director | s |
Well-Point Pumping Supervisor | m |
Financial Compliance Officer | o | finance legal
Solution Design and Analysis Manager | m |
Family Service Center Director | s |
Production Manager | m | operations
Human Resources HR Representative | o | hr
Bus Assistant | o |
Commercial Lines Account Assistant | o |
Route Delivery Manager | m | logistics
Microbiology Quality Control Technician | o | quality
Sales Planning Analyst | o | sales
Electrical Engineer | o | engineering
E-Learning Manager | m |
Traffic-Sign Erection Supervisor | m |
Lead Military Analyst | m |
President, North America | e | executive
Hydrotechnical Specialist | o |
Ecommerce Analyst | o |
Tactical Intelligence Officer | o |
Vending Manager | m |
Criminal Analyst | o |
Railroad Construction Director | s |
Warehouse Freight Handler | o | logistics
Finance Professor | o | other
Run Lead | m |
Chief Creative Officer | e | marketing
Vocational Coordinator | o |
Mechanical Technical Service Specialist | o | service
Manager Industrial | m |
Professional Benefits Sales Consultant | o | sales
Cyber Legal Advisor | o | legal
Sales Promotion Coordinator | o | marketing
User Experience Manager | m |
Online Program Coordinator | o |
Outreach Coordinator | o |
Public Policy Manager | m |
Air Defense Specialist | o |
Product Development Director | s | engineering
Fan Engine Engineer | o | engineering
Regulatory Assistant | o |
Director of Diagnostic Imaging | s |
Deck Specialist | o |
Instrument Repair Supervisor | m |
Quality-Control Clerk | o | quality
Client Services Administrator | o | service
Integration Manager | m |
Correction Officer, City Or County Jail | o |
Phlebotomy Program Coordinator | o |
ERP Manager | m | it
Skill Training Program Coordinator | o |
International Bank Manager | m |
Extension Supervisor | m |
Securities Analyst | o | finance
General Service Officer | o |
Director, Craft Center | s |
Production Designer | o |
Director Print | s |
EP Specialist | o |
Data Warehouse Administrator | o | it
Utility Specialist | o |
Senior Research Executive | ? |
Manager Environmental Affairs | m | other
Channel Marketing Specialist | o | marketing
Contracts Director | s |
Recreation Officer | o |
Intake Manager | m |
Certified Anesthesiologist Assistant | o | other
Fiscal Services Manager | m | finance
Junior Account Executive | o | sales
Chief Resource Officer | e |
Coordinator of Online Programs | o |
Portal Administrator | o | it
Grease Maker, Head | m | operations
Field Pipe Lines Supervisor | m |
Yarding Engineer | o |
Sales and Marketing Specialist | o | sales marketing
Film Sound Engineer | o |
Model and Pattern Supervisor | m |
Director of Marketing, Google Performance Ads | s | marketing
Youth Officer | o |
Program Manager | m |
Branch Director | s |
Forming Department Supervisor | m | operations
Service Observer, Chief | ? |
Lunchroom Supervisor | m |
Campus Administrative Assistant | o |
Railway Signalling Engineer | o | engineering
Real-Estate Firm Manager | m | other
Ingot Supervisor | m | operations
Airconditioning Drafting Officer | o | engineering
Senior Accounting Manager | m | finance
Ground Systems Engineer | o | engineering
Marina Manager | m |
Graphic Specialist | o | marketing
Sales Account Specialist | o | sales
Airport Engineer | o | engineering
Explosive-Operator Supervisor | m | operations
System Support Analyst | o | it
Teller Manager | m |
Qual Field Manager | m |
Gate Services Supervisor | m |
Products Mechanical Design Engineer | o | engineering
VP Legal Affairs | s | legal
Associate Quality Engineer | o | quality
Plant Floor Automation Manager | m | operations engineering
Vehicle Dynamics Engineer | o | engineering
Supervisor, Litharge | m | operations
VP, Marketing Services and Skin | s | marketing
Deck Supervisor | m |
Asset Coordinator | o |
Artillery Maintenance Supervisor | m | operations
Lead Project Manager | m |
Biostatistics Director | s |
Blogs Manager | m | marketing
Public Transit Specialist | o |
Client Service and Consulting Manager | m | service
Buildings and Grounds Coordinator | o | other
Entry Level Electrical Engineer | o | engineering
Lead Former | m |
Accounts Receivable Clerk | o | finance
"""
"""From the list of 74,392 titles in the package find-job-titles 0.7 (MIT): the 19,299 that hold a word of offices and
plants (manager, buyer, engineer, …) and none of schools, hospitals or the forces; of these 150 at random. Each with the
letter of its level (? where nobody can tell) and every function that would be right."""
