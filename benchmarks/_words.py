"""Names and texts from which the generator makes its fictitious people, companies and plans."""

from typing import Final

PEOPLE: Final = tuple(
    (tuple(first.split()), tuple(last.split()))
    for first, last in (
        (
            """Anna Björn Camilla David Elin Fredrik Göran Hanna Ingrid Jonas Karin Lars Maria Nils Olof Petra
            Rikard Sofia Tove Ulf""",
            """Ahlström Bergman Carlsen Dahl Ekström Forsberg Grahn Holm Isaksen Jansson Kvist Lindgren Malm
            Norberg Öberg Palm Rask Sandell Thorsen Wik""",
        ),
        (
            """Andreas Birgit Christian Dagmar Eva Florian Gerd Heike Ines Jörg Katrin Lukas Martina Norbert
            Oliver Petra Ralf Sabine Thomas Ulrike""",
            """Albrecht Becker Conrad Dietrich Ebert Fuchs Graf Hartmann Jäger Keller Lehmann Möller Neumann
            Otto Pohl Richter Schäfer Thiel Vogt Winkler""",
        ),
        (
            """Adrien Béatrice Claire Denis Élodie Fabien Gaëlle Hugo Isabelle Julien Karine Laurent Mathilde
            Nicolas Odile Pascal Renée Sylvie Thierry Valérie""",
            """Aubert Bonnet Chevalier Dumas Étienne Fabre Garnier Henry Jacquet Klein Lemaire Marchand Noël
            Perrin Renaud Simon Tessier Vidal Weber Roche""",
        ),
        (
            """Alice Ben Charlotte Daniel Emma Fiona George Helen Ian Joanna Kevin Laura Martin Niamh Owen
            Patricia Rhys Susan Thomas Victoria""",
            """Atkins Barker Coleman Dawson Ellis Fletcher Gibson Harding Ingram Kerr Lowe Marsden Nolan
            Osborne Pearce Quinn Rowe Shaw Turner Whelan""",
        ),
        (
            """Anke Bram Carla Dirk Els Femke Gert Hilde Ineke Jeroen Koen Lotte Maarten Nele Piet Ruud Saskia
            Teun Veerle Wouter""",
            """Aerts Bakker Claes Dekker Evers Geerts Hendriks Jacobs Kuiper Lambrecht Maes Nijs Peeters Roos
            Smits Tielemans Vos Wouters Zwart Brouwer""",
        ),
        (
            """Ana Beatriz Carlos Diego Elena Fernando Gloria Hugo Inés Javier Lucía Manuel Nuria Óscar Pilar
            Raúl Sofía Tomás Vera Ximena""",
            """Alonso Blanco Castro Delgado Esteban Fuentes Garrido Herrero Iglesias Lozano Marín Navarro
            Ortega Prieto Rivas Santos Torres Vega Ibáñez Núñez""",
        ),
        (
            """Alessia Bruno Chiara Davide Elisa Franco Giulia Luca Marta Nicola Olga Paolo Rita Sara Teresa
            Ugo Valentina Pietro Irene Dario""",
            """Amato Bianchi Caruso Conti Donati Esposito Ferri Galli Leone Mancini Neri Orlandi Parisi Rizzo
            Sala Villa Zanetti Moretti Fontana Gatti""",
        ),
        (
            """Adam Barbara Cezary Dorota Ewa Filip Grażyna Hubert Iwona Jacek Kinga Łukasz Magda Norbert Olga
            Piotr Renata Szymon Tomasz Urszula""",
            """Adamczyk Borkowski Czarnecki Dudek Górski Jankowski Kaczmarek Lis Majewski Nowicki Olszewski
            Pawlak Rutkowski Sikora Tomaszewski Urban Wilk Zając Wróbel Mazur""",
        ),
    )
)
"""First and last names of eight cultures."""

REGIONS: Final = (
    ("Nordics", ("AB", "ApS", "Oy", "AS")),
    ("Germany, Austria, Switzerland", ("GmbH", "AG", "GmbH & Co. KG")),
    ("France", ("SAS", "SARL", "SA")),
    ("Britain and Ireland", ("Ltd", "plc")),
    ("Benelux", ("BV", "NV")),
    ("Iberia", ("SL", "SA", "Lda")),
    ("Italy", ("SpA", "Srl")),
    ("Poland", ("sp. z o.o.", "SA")),
)
"""Region of each culture, with its legal forms."""

STEMS: Final = tuple(
    tuple(start + end for end in ends.split() for start in starts.split())
    for starts, ends in (
        ("Torv Kvill Brun Fjäll Lyng Skarv Vinn", "avik elund asand ebro ström"),
        ("Brunk Eller Holt Kaldern Morsch Rennig Stolz", "hofen bruck feldt stetten wang"),
        ("Aubrev Berlon Charmeu Fonsel Morvel Savreu Verdou", "ac ières anne ossel igny"),
        ("Quil Ebber Crox Wether Tarro Hobb Skel", "combe wick dale marsh leigh"),
        ("Zever Boven Kwint Rooster Velder Drim Houtel", "donk beke waard gem huizen"),
        ("Alcor Benta Cardo Fuena Monda Rive Zarza", "mesa villo rosa guera dal"),
        ("Bronta Calve Ferra Lugna Morcia Pelle Sarza", "nello volta rola sco gnano"),
        ("Borów Chmiel Dęb Krzyw Lip Olsz Wierz", "nica owiec ówka szyn ewo"),
    )
)
"""Invented first parts of company names, in the manner of each culture."""

INDUSTRIES: Final = (
    ("food", ("Foods", "Bakeries", "Frozen Meals")),
    ("beverages", ("Beverages", "Breweries", "Mineral Water")),
    ("cosmetics", ("Cosmetics", "Personal Care")),
    ("pharmaceuticals", ("Pharma", "Healthcare")),
    ("electronics", ("Electronics", "Appliances")),
    ("furniture", ("Furniture", "Interiors")),
    ("online retail", ("Online", "Home Delivery")),
    ("machinery", ("Machinery", "Pumps", "Tools")),
    ("chemicals", ("Coatings", "Chemicals")),
    ("toys", ("Toys", "Games")),
)
"""Industries, each with the words that companies in it carry in their names."""

TITLES: Final = {
    "purchasing": ("Chief Procurement Officer", "Head of Purchasing", "Purchasing Manager", "Buyer"),
    "marketing": ("Chief Marketing Officer", "Head of Marketing", "Brand Manager", "Marketing Assistant"),
    "operations": ("Chief Operating Officer", "Plant Director", "Production Manager", "Shift Leader"),
    "finance": ("Chief Financial Officer", "Financial Controller", "Accounts Payable Manager", "Accountant"),
    "logistics": ("Chief Supply Chain Officer", "Head of Logistics", "Warehouse Manager", "Dispatcher"),
    "executive": ("Managing Director", "Director of Strategy", "Business Unit Manager", "Executive Assistant"),
    "sales": ("Chief Commercial Officer", "Sales Director", "Sales Manager", "Sales Assistant"),
    "it": ("Chief Information Officer", "Head of IT", "Systems Manager", "Systems Administrator"),
    "engineering": (
        "Chief Technology Officer",
        "Head of Engineering",
        "Packaging Engineering Lead",
        "Packaging Engineer",
    ),
    "quality": ("Chief Quality Officer", "Head of Quality", "Quality Manager", "Quality Inspector"),
    "legal": ("General Counsel", "Head of Legal", "Legal Counsel", "Paralegal"),
    "hr": ("Chief People Officer", "Head of Human Resources", "Training Manager", "HR Assistant"),
    "service": ("Chief Customer Officer", "Head of Customer Service", "Service Manager", "Service Agent"),
    "other": ("Executive Director", "Programme Director", "Project Manager", "Project Assistant"),
}
"""Job titles of each function: executive, senior, middle, operational."""

SECOND_IN_COMMAND: Final = "Deputy Managing Director"

DEPARTMENTS: Final = {
    "purchasing": "Procurement",
    "marketing": "Marketing and Brands",
    "operations": "Production",
    "finance": "Finance and Controlling",
    "logistics": "Supply Chain",
    "executive": "General Management",
    "sales": "Sales",
    "it": "Information Technology",
    "engineering": "Packaging Engineering",
    "quality": "Quality Assurance",
    "legal": "Legal Affairs",
    "hr": "Human Resources",
    "service": "Customer Service",
    "other": "Special Projects",
}

NEEDS: Final = {
    "purchasing": ("one price list for all plants", "a second source for every critical item"),
    "marketing": ("print quality that survives the shelf", "short runs for seasonal packs"),
    "operations": ("boxes that run on the line without stops", "pallets sorted by shift"),
    "finance": ("one invoice a month", "stock that we own until they use it"),
    "logistics": ("delivery within a one-hour window", "a forecast shared every week"),
    "executive": ("less plastic by the end of next year", "no recall that packaging caused"),
    "sales": ("display boxes ready for promotions", "packs that retailers accept unopened"),
    "it": ("orders without typing", "labels that every scanner reads"),
    "engineering": ("samples within five days", "drawings in their own format"),
    "quality": ("certificates with each batch", "answers to complaints within two days"),
    "legal": ("proof of origin for every fibre", "terms that follow their code of conduct"),
    "hr": ("boxes that one person can lift", "training for new line staff"),
    "service": ("replacement packs overnight", "a name to call on weekends"),
    "other": ("a partner for the pilot line", "figures for the sustainability report"),
}
"""What each function needs from a supplier of packaging."""

PERSONAL_WINS: Final = {
    "purchasing": "savings that count towards the yearly target",
    "marketing": "a pack that wins the design award",
    "operations": "fewer line stops on the night shift",
    "finance": "a quieter month end",
    "logistics": "no more calls about missing pallets",
    "executive": "a sustainability promise kept in public",
    "sales": "promotions that start on the day promised",
    "it": "one interface less to look after",
    "engineering": "a patent with their name on it",
    "quality": "an audit without remarks",
    "legal": "contracts that need no second reading",
    "hr": "fewer days lost to bad backs",
    "service": "evenings without complaints",
    "other": "a pilot that the board talks about",
}
"""What the people of each function have to gain themselves."""

OFFERINGS: Final = (
    "corrugated boxes",
    "folding cartons",
    "protective inserts",
    "labels and sleeves",
    "returnable crates",
    "packaging design",
)

RIVALS: Final = (
    "Boxenfeld Group",
    "Cartonnerie du Val Perdu",
    "Highmoorland Packs",
    "Ondulados Quintarella",
    "Papyrandel",
    "Skarvholt Emballage",
    "Tekturix Wola",
    "Vouwdoos Zilverdijk",
)

PROFILE: Final = (
    ("growth outlook", 0.25, None, True),
    ("fit with our plants", 0.2, None, True),
    ("willingness to plan together", 0.25, None, True),
    ("payment discipline", 0.15, 0.3, True),
    ("complexity of demand", 0.15, None, False),
)
"""Criteria of the ideal customer: name, weight, minimum, whether more is better."""

SUPPLIER_CRITERIA: Final = (
    ("price", 30),
    ("quality", 25),
    ("delivery", 25),
    ("innovation", 10),
    ("sustainability", 10),
)
"""What customers rate suppliers on, and how much it weighs."""

PERCEIVED: Final = ("trust", "closeness", "value", "responsiveness")

OBJECTIVES: Final = ("revenue", "share of wallet", "on time in full")

ACTIONS: Final = (
    "agree the volume forecast for next quarter",
    "audit the packing line together",
    "bring finance into the joint profit review",
    "introduce the second plant manager",
    "move small orders to the web shop",
    "present the fibre-only insert",
    "replace express freight by a weekly milk run",
    "run a trial of returnable crates",
    "set up order exchange without paper",
    "walk the warehouse with both logistics heads",
)

MEASURES: Final = (
    ("total cost per packed unit", "packaging, freight, handling and line stops, divided by units packed"),
    ("perfect order rate", "orders on time, complete, accurate and with a correct invoice, divided by orders"),
    ("packaging weight per unit", "kilograms of packaging bought, divided by units packed"),
    ("days of stock on both sides", "boxes in both warehouses, divided by boxes used a day"),
)
"""Joint measures and how they are computed."""

COMMITMENTS: Final = (
    ("logistics", "deliver twice a week to the new site"),
    ("operations", "keep four weeks of safety stock"),
    ("quality", "send test reports with each batch"),
    ("engineering", "redesign the tray without film"),
    ("finance", "correct the price list in one run"),
    ("it", "connect the order interface"),
)
"""What our departments promise."""

OBSTACLES: Final = (
    ("production planning", "the new machine is six weeks late"),
    ("credit control", "orders are held until old invoices are settled"),
    ("purchasing", "the fibre supplier changed its terms"),
)
"""Who or what stands in the way of a promise, and why."""

INCENTIVES: Final = (
    ("sales", "customer profit after cost to serve", "aligned"),
    ("logistics", "freight cost per pallet", "opposed"),
    ("operations", "on time in full", "aligned"),
    ("finance", "days of receivables", "neutral"),
    ("quality", "complaints per thousand orders", "aligned"),
    ("engineering", "designs finished in the quarter", "neutral"),
)

PROGRAMME: Final = (
    ("planning_horizon", 0.7, "plans cover the calendar year, contracts two to four years"),
    ("segmentation_criteria", 0.6, "accounts are chosen on fit, and reviewed every autumn"),
    ("offerings", 0.5, "design service sold apart, the rest from the catalogue"),
    ("differentiation", 0.6, "service levels differ by tier"),
    ("responsibility", 0.8, "each key account has an owner and a sponsor"),
    ("primary_concerns", 0.5, "half of the review meetings still start with volume"),
)
"""What was seen of the programme on each dimension."""

SKILLS: Final = ("negotiation", "customer's business", "costing", "project leadership")
