"""The rules of job titles: one table, in the order in which it is asked.

Among the rules about the level, and among those about the function, the first block with a rule that fits decides.
Within a block the phrase that begins first in the title decides, and of those that begin together the longest.

Phrases are written as people write them, in the masculine. Case, accents, `ae` for `ä`, abbreviations, gender and
German compounds are matters of spelling (`_spelling.py`): a rule that says `Leiter` finds `Einkaufsleiterin` too.
In a phrase `a|b` is a choice, `...` stands for up to three words, `^` for the beginning of a post, `$` for its end,
`-` for a comma or a dash.

Levels mean authority. Executives run the firm, or sit at its top table for one function; seniors run a function, a
plant or a country; the middle leads people or answers for a field; everybody else is operational, however senior an
engineer may be. A rule whose meaning is None says that the title does not tell, whatever rules further down say.
"""

from typing import Final

from keyaccounts.model import Function, Level
from keyaccounts.tables._titles._rules import Block, Rule

# fmt: off
TABLE: Final = (
    Block(Level, "posts not held any more, or not yet", (
        Rule(None, "a post given up", """
            former, formerly, ex, retired, emeritus, past president, past chairman, previously, ehemalig, ehemals,
            vormals, im Ruhestand, ancien, ancienne, anciennement, retraité, jubilado, antiguo, anterior""",
             given_up=True),
        Rule(Level.OPERATIONAL, "a learner", """
            intern, trainee, apprentice, junior, working student, graduate engineer, graduate trainee, Praktikant,
            Auszubildend, Azubi, Lehrling, Werkstudent, Volontär, stagiaire, apprenti, alternant, becario, aprendiz,
            en prácticas, practicante, pasante"""),
    )),
    Block(Level, "assistants, and those who are called so", (
        Rule(Level.OPERATIONAL, "who assists somebody is not that person", """
            assistant, secretary, executive assistant, personal assistant, administrative assistant,
            executive secretary, aide to, ^ PA, ^ EA, PA to, EA to, s PA, Assistent, Assistenz, Sekretär, Sekretariat,
            secrétaire, adjoint administratif, asistente, secretario, ayudante, auxiliar""", helper=True),
        Rule(None, "who advises or answers to somebody is not that person", """
            advisor|adviser|counsel|counselor|consultant|deputy|reporting|reports to, office of,
            CEO|president|chairman|director office, Berater|Büro der|des, conseiller du|auprès, adjoint au|à|du|de,
            asesor del, asesor de la, adjunto a|al|de""", helper=True),
        Rule(Level.MIDDLE, "an assistant manager manages", """
            assistant manager, assistant ... manager, assistant superintendent|controller|treasurer,
            assistant general counsel, associate manager""", also=(Level.OPERATIONAL,)),
        Rule(Level.MIDDLE, "one below a director or vice president", """
            assistant vice president, assistant director, assistant ... director, assistant head of, associate director,
            sous directeur, subdirector""", also=(Level.SENIOR,)),
        Rule(Level.OPERATIONAL, "manager of a thing, and an assistant at that", """
            assistant account|brand|product|project|category|case manager"""),
        Rule(Level.SENIOR, "a secretary who is an officer of the firm", """
            company|corporate|general secretary, secretary general|treasurer, Generalsekretär, secrétaire général,
            secretario general"""),
    )),
    Block(Level, "vice presidents", (
        Rule(Level.EXECUTIVE, "an executive vice president sits beside the president", """
            executive vice president""", also=(Level.SENIOR,)),
        Rule(Level.SENIOR, "a vice president is not the president", "vice president, vice presidente, Vizepräsident"),
    )),
    Block(Level, "words that mislead", (
        Rule(Level.SENIOR, "chief of a staff or of engineers, not of the firm", """
            chief of staff, chief engineer, Chefingenieur, ingénieur en chef""", also=(Level.MIDDLE,)),
        Rule(Level.SENIOR, "runs a plant or a country", """
            plant|factory|works|mill|country manager, deputy general manager, jefe|gerente de planta"""),
        Rule(Level.MIDDLE, "head of a small unit", """
            department|section|team head, head of department|section|unit|team, section|shift chief,
            chief|head accountant|buyer|clerk|inspector|technician, chef comptable|magasinier, Hauptbuchhalter,
            Chefeinkäufer, Abteilung|Team|Gruppe|Schicht|Filiale|Filial|Markt|Lager|Geschäftsstelle Leiter,
            Projekt|Bau|Büro|Gebiet|Sachgebiet|Referat|Fuhrpark Leiter, Gebiet|Regional Verkauf|Vertrieb Leiter,
            directeur de magasin, directeur d'agence, director de tienda|sucursal"""),
        Rule(Level.MIDDLE, "head of a branch or region", """
            Niederlassung|Regional Leiter, regional|branch manager""", also=(Level.SENIOR,)),
        Rule(Level.MIDDLE, "answers for a customer who matters", """
            key|national|global|strategic|major account|accounts manager, responsable grands comptes""",
             also=(Level.OPERATIONAL,)),
        Rule(Level.OPERATIONAL, "manages accounts or cases, not people", """
            account|relationship|client|case|community|territory|office manager, customer success manager,
            social media manager, business partner""", also=(Level.MIDDLE,)),
        Rule(Level.OPERATIONAL, "an executive by name only", """
            sales|account|accounts|marketing|advertising executive, purchase|purchasing|procurement|sourcing executive,
            HR|IT|recruitment|finance|logistics|operations executive, development|service|care|customer executive,
            ejecutivo de|comercial"""),
        Rule(None, "owns a thing, not the firm", """
            product|process|system|service|data|risk|budget owner, owner representative|relations"""),
        Rule(None, "a lead is a prospect here", "lead generation|gen|qualification|management|time"),
        Rule(None, "chief, head or director of a craft", """
            head|executive|sous chef, chef de partie|cuisine|rang, head waiter|nurse|teacher|coach,
            chief petty|warrant officer, chief ... probation officer, ^ executive officer, department chair|chairperson,
            art|creative|music|funeral|casting|film director, non executive director, gérant de, gérant d'"""),
    )),
    Block(Level, "executives", (
        Rule(Level.EXECUTIVE, "owns the firm", """
            owner, proprietor, founder, entrepreneur, Inhaber, Firmeninhaber, Eigentümer, Gründer, Mitgründer,
            Gesellschafter, Unternehmer, propriétaire, fondateur, cofondateur, patron, propietario, dueño, fundador,
            cofundador"""),
        Rule(Level.EXECUTIVE, "runs the firm", """
            chief executive, president, presidente, chairman, chairwoman, chairperson, board chair|member|director,
            board of directors, ^ chair $, chair of the board, executive chair, member of the board,
            member of the executive board, managing|founding partner, socio director, company|general director,
            Vorstand, Vorstands, Vorstandsvorsitzend, Vorstandsmitglied, Vorstandssprecher, Aufsichtsrat,
            Verwaltungsrat, Verwaltungsrats, Präsident, Generaldirektor, Geschäftsführer, Geschäftsführend,
            Geschäftsführung, Geschäftsleiter, Geschäftsleitung, directeur général, DG|DGA $, gérant, dirigeant,
            chef d'entreprise, membre du directoire, membre du comité de direction, director general|ejecutivo|gerente,
            gerente general, consejero delegado, administrador único|solidario"""),
        Rule(Level.EXECUTIVE, "a director or partner runs a small firm", """
            ^ director|directeur|Direktor|partner|principal|gerente|socio $""", small_firm=True),
        Rule(Level.EXECUTIVE, "a chief officer", "chief ... officer, CPO, CRO, CSO, CCO, CDO, CAO, CLO"),
        Rule(Level.EXECUTIVE, "a managing director", """
            managing director, ^ MD $|and, group|joint|deputy MD""", also=(Level.SENIOR,)),
        Rule(Level.EXECUTIVE, "runs the firm, unless the title names a part of it", """
            general manager, executive director""", also=(Level.SENIOR,), narrowed=Level.SENIOR),
    )),
    Block(Level, "seniors", (
        Rule(Level.SENIOR, "runs a function", """
            director, Direktor, directeur, head of, ^ head -|$, global|regional|country|business head,
            purchase|purchasing|procurement|sourcing head, sales|marketing|development|service head,
            finance|HR|IT|legal head, logistics|chain|operations|production|plant|quality|engineering head,
            head purchasing|procurement|sourcing|sales|marketing|finance|HR|IT|legal,
            head logistics|supply|operations|production|quality|engineering, DAF|DSI $, Leiter, Leitung, treasurer,
            trésorier, tesorero, general counsel, dean, provost"""),
        Rule(Level.SENIOR, "signs for the firm", "Prokurist"),
        Rule(None, "a chief, and no more is said", "chief"),
        Rule(Level.SENIOR, "a partner of a large firm", "^ partner|socio $", also=(Level.EXECUTIVE,)),
    )),
    Block(Level, "the middle", (
        Rule(Level.MIDDLE, "leads people or answers for a field", """
            manager, supervisor, superintendent, foreman, forewoman, lead, leader, lead hand, charge hand, team leader,
            financial controller, comptroller, Meister, Industriemeister, Vorarbeiter, Polier, Verantwortlich,
            responsable, chef de, chef des, chef du, chef d', chef adjoint, superviseur, contremaître,
            agent de maîtrise, jefe, encargado, capataz"""),
        Rule(Level.MIDDLE, "a gerente leads a department", "gerente, subgerente", also=(Level.SENIOR,)),
    )),
    Block(Level, "operational work", (
        Rule(Level.OPERATIONAL, "does the work", """
            engineer, designer, technician, technologist, specialist, analyst, administrator, coordinator,
            representative, agent, associate, clerk, officer, buyer, purchaser, planner, scheduler, accountant,
            bookkeeper, recruiter, generalist, developer, programmer, architect, scientist, researcher, chemist,
            consultant, advisor, adviser, operator, mechanic, electrician, machinist, welder, assembler, driver,
            stocker, packer, picker, warehouseman, storekeeper, receptionist, cashier, janitor, cleaner, custodian,
            guard, inspector, tester, auditor, salesman, saleswoman, salesperson, seller, merchandiser, expediter,
            dispatcher, draftsman, drafter, lawyer, attorney, paralegal, counsel, solicitor, teacher, nurse, laborer,
            labourer, worker, helper, staff, employee, expert, estimator, editor, writer, copywriter, translator,
            trainer, instructor, underwriter, actuary, economist, statistician, librarian, surveyor, typist, teller,
            installer, repairer, fitter, handler, loader, marketer, document controller, stock controller,
            inventory controller, production controller, credit controller, materials controller, cost controller,
            project controller"""),
        Rule(Level.OPERATIONAL, "does the work", """
            Ingenieur, Techniker, Einkäufer, Sachbearbeiter, Mitarbeiter, Referent, Fachkraft, Spezialist, Buchhalter,
            Verkäufer, Vertreter, Berater, Kaufmann, Kauffrau, Angestellt, Disponent, Lagerist, Planer, Entwickler,
            Konstrukteur, Zeichner, Mechaniker, Mechatroniker, Elektriker, Elektroniker, Schlosser, Dreher, Schweißer,
            Monteur, Arbeiter, Helfer, Fahrer, Informatiker, Programmierer, Koordinator, Betreuer, Beauftragt, Jurist,
            Rechtsanwalt, Justiziar, Syndikus, Chemiker, Laborant, Prüfer, Hausmeister, Außendienst, Innendienst"""),
        Rule(Level.OPERATIONAL, "does the work", """
            technicien, acheteur, approvisionneur, ^ commercial $, commercial terrain|sédentaire, technico commercial,
            attaché, vendeur, chargé, comptable, gestionnaire, employé, ouvrier, opérateur, magasinier, cariste,
            chauffeur, conducteur, informaticien, développeur, juriste, avocat, conseiller, représentant, délégué,
            analyste, spécialiste, coordinateur, coordonnateur, dessinateur, mécanicien, électricien, auditeur,
            contrôleur, réceptionniste, planificateur, ordonnanceur, préparateur, logisticien, qualiticien, recruteur,
            formateur"""),
        Rule(Level.OPERATIONAL, "does the work", """
            ingeniero, técnico, comprador, vendedor, ^ comercial $, contable, contador, administrativo, analista,
            especialista, coordinador, representante, agente, operario, operador, almacenero, mozo, conductor, chofer,
            informático, programador, desarrollador, abogado, asesor, consultor, dependiente, cajero, recepcionista,
            diseñador, mecánico, electricista, planificador, promotor, delegado, delineante, empleado, trabajador,
            reclutador, jurista"""),
    )),
    Block(Function, "phrases that say it whole", (
        Rule(None, "the firms differ in what they mean", """
            chief of staff, product|process|system|service|data|risk owner, owner representative|relations,
            order administrator|management|processing, service delivery,
            support|field|solutions|building|sound engineer, locomotive|operating|stationary|flight engineer,
            traffic|pest controller, data entry, operations research, unemployment benefits, workers compensation,
            content|web|video|film production, production designer|assistant,
            social|community|room|patient|food|guest|health service, social services, product|public|patient safety,
            emergency dispatcher, environmental|safety|product compliance, compliance engineer|technician,
            plant breeder, water|air quality, gérant de, gérant d'"""),
        Rule(None, "support of customers, or of colleagues", """
            technical support, support technique, soporte técnico""", also=(Function.SERVICE, Function.IT)),
        Rule(None, "CPO: procurement, people or product", """
            CPO""", also=(Function.PURCHASING, Function.HR, Function.MARKETING)),
        Rule(None, "CRO: revenue or risk", "CRO", also=(Function.SALES, Function.FINANCE)),
        Rule(None, "CCO: commerce, customers or compliance", """
            CCO""", also=(Function.SALES, Function.SERVICE, Function.LEGAL)),
        Rule(None, "CSO: sales, strategy or security", "CSO", also=(Function.SALES, Function.EXECUTIVE)),
        Rule(None, "CAO: accounting or administration", "CAO", also=(Function.FINANCE, Function.OTHER)),
        Rule(None, "CLO: law or learning", "CLO", also=(Function.LEGAL, Function.HR)),
        Rule(None, "neither marketing nor engineering alone", """
            chief product officer""", also=(Function.MARKETING, Function.ENGINEERING)),
        Rule(Function.SALES, "sells, by another name", """
            account manager|executive|director|representative, key|national|major|strategic|global account|accounts,
            relationship manager, business development, bid|proposal|tender manager, advertising sales, sales support,
            chief revenue officer, Geschäftsentwicklung, grands comptes, ingénieur|technico commercial,
            ingénieur|chargé d'affaires, chargé de clientèle, cuentas clave, ejecutivo de cuentas"""),
        Rule(Function.FINANCE, "money, by another name", """
            accounts manager|assistant|clerk|executive|department, account|accounts payable|receivable,
            purchase|sales ledger, sales tax, cost accounting, chief financial|accounting officer, investor relations,
            kaufmännisch Leiter|Leitung|Geschäftsführer|Direktor, contrôle|contrôleur de gestion, control de gestión,
            administratif et financier, DAF $"""),
        Rule(Function.MARKETING, "marketing, by another name", """
            media buyer|buying|planner, product|trade|database marketing, market research, social media,
            public relations, relations publiques, graphic designer, demand generation, sales promotion"""),
        Rule(Function.MARKETING, "answers for a product on its market", """
            product manager, product line manager, Produkt Manager, chef de produit, responsable produit,
            jefe de producto""", also=(Function.ENGINEERING,)),
        Rule(Function.HR, "people, by another name", """
            talent acquisition|management|development|sourcing|manager|director|partner|specialist, global talent,
            head of talent, chief people officer, head|director of people, vice president people,
            people operations|partner, people and culture, employee|labor|labour relations, Leiter|Leitung Personal,
            Personal Leiter|Leitung|Referent|Abteilung|Sachbearbeiter|Entwicklung|Entwickler, Personalchef,
            Personalwesen"""),
        Rule(Function.IT, "computers, by another name", """
            DSI $, tecnología de la información, chief information|digital|data officer, CDO,
            information systems|services|security, help|service desk, helpdesk, data warehouse|warehousing,
            salesforce"""),
        Rule(Function.QUALITY, "quality by another name", "document control|controller, quality auditor, food safety"),
        Rule(Function.QUALITY, "quality of what is bought", """
            supplier|vendor quality, qualité fournisseurs, calidad de proveedores""", also=(Function.PURCHASING,)),
        Rule(Function.SERVICE, "customers after the sale", """
            after sales, aftersales, customer service|services|care|success|support|experience, client service|services,
            field service, contact|call center|centre, Kundendienst, Kundenservice, Kundenbetreuung,
            service après vente, SAV, service client|clients, relation client, postventa, posventa, servicio al cliente,
            atención al cliente"""),
        Rule(Function.OPERATIONS, "making, by another name", """
            chief operating|operations officer, production control|controller|planning|planner,
            master|production scheduler, maintenance engineer, plant|factory|works manager, plant director"""),
        Rule(Function.ENGINEERING, "an engineer, whatever is engineered", """
            design|process|project|research engineer, tool|product design|designer, product development,
            mechanical designer, research and development, R and D, chief engineer"""),
        Rule(Function.ENGINEERING, "an engineer of what others make or run", """
            manufacturing|production|industrial engineer""", also=(Function.OPERATIONS,)),
        Rule(Function.ENGINEERING, "technology of what the firm sells, in most firms", """
            chief technology|technical officer, software engineer""", also=(Function.IT,)),
        Rule(Function.ENGINEERING, "an engineer beside the sale", """
            application|applications engineer""", also=(Function.SALES,)),
        Rule(Function.LOGISTICS, "goods, by another name", """
            stock control|controller|clerk, inventory controller, materials manager, material planner,
            demand planner|planning, truck|delivery|forklift driver, forklift operator"""),
        Rule(Function.OTHER, "buildings, by another name", "facilities|facility|building|grounds maintenance"),
    )),
    Block(Function, "the top of the firm", (
        Rule(Function.EXECUTIVE, "owns or runs the firm", """
            owner, proprietor, founder, entrepreneur, chief executive, chairman, chairwoman, chairperson,
            board chair|member|director, board of directors, ^ chair $, chair of the board, executive chair,
            member of the board, Inhaber, Firmeninhaber, Eigentümer, Gründer, Mitgründer, Gesellschafter, Unternehmer,
            Vorstandsvorsitzend, Vorstandssprecher, Aufsichtsrat, Verwaltungsrat, Verwaltungsrats, propriétaire,
            fondateur, cofondateur, patron, gérant, dirigeant, chef d'entreprise, président directeur général,
            propietario, dueño, fundador, cofundador, consejero delegado, administrador único"""),
        Rule(Function.EXECUTIVE, "a director or partner runs a small firm", """
            ^ director|directeur|Direktor|partner|principal|gerente|socio $""", small_firm=True),
    )),
    Block(Function, "jobs that belong to a function", (
        Rule(Function.FINANCE, "keeps the books", """
            accountant, bookkeeper, Buchhalter, Hauptbuchhalter, comptable, contable, contador"""),
        Rule(Function.LEGAL, "a lawyer", """
            lawyer, attorney, counsel, paralegal, solicitor, barrister, Jurist, Rechtsanwalt, Justiziar, Syndikus,
            juriste, avocat, abogado"""),
        Rule(Function.HR, "finds people", "recruiter, recruteur, reclutador"),
        Rule(Function.SALES, "sells, whatever is sold", """
            sales representative|consultant|manager|director|executive|engineer,
            sales associate|agent|specialist|person|professional|advisor, salesman, saleswoman, salesperson"""),
        Rule(Function.OTHER, "teaches or heals", "teacher, professor, instructor, nurse, physician"),
    )),
    Block(Function, "purchasing", (
        Rule(Function.PURCHASING, "purchasing", """
            purchasing, purchaser, purchase, procurement, buyer, buying, sourcing, supplier|vendor management|manager,
            supplier development, commodity manager, Einkauf, Einkäufer, Chefeinkäufer, Beschaffung, achat, achats,
            acheteur, approvisionnement, approvisionnements, approvisionneur, compras, comprador, adquisiciones,
            aprovisionamiento"""),
        Rule(Function.PURCHASING, "purchasing, or the flow of goods", """
            Materialwirtschaft, abastecimiento""", also=(Function.LOGISTICS,)),
        Rule(Function.PURCHASING, "buys a category, or sells it", """
            category manager""", also=(Function.MARKETING, Function.SALES)),
    )),
    Block(Function, "functions", (
        Rule(Function.FINANCE, "finance", """
            finance, finances, financial, FP and A, accounting, bookkeeping, comptroller, treasury, treasurer, tax,
            audit, internal|financial|senior auditor, ^ auditor $, billing, credit, budget, ^ controller $,
            financial|finance|group|corporate|plant|business|regional|assistant|senior|cost|project controller, Finanz,
            Finanzen, Rechnungswesen, Buchhaltung, Steuern, Controlling, financier, comptabilité, trésorerie, trésorier,
            facturation, fiscalité, finanzas, financiero, contabilidad, tesorería, tesorero, facturación, auditoría,
            cobranzas"""),
        Rule(Function.LEGAL, "law", """
            legal, compliance, data protection, Recht, Datenschutz Beauftragt, juridique, jurídico"""),
        Rule(Function.HR, "people", """
            human resources, recruiting, recruitment, benefits, compensation, personnel,
            learning|training and development, L and D, ressources humaines, recrutement, recursos humanos,
            reclutamiento, selección de personal"""),
        Rule(Function.IT, "computers", """
            IT, ICT, TI, information technology, webmaster, programmer, computer, EDV, Informatik, Informatiker,
            Programmierer, informatique, informaticien, système|systèmes d'information, systèmes information,
            technologies de l'information, informática, informático, sistemas, programador,
            tecnologías de la información"""),
        Rule(Function.MARKETING, "marketing", """
            marketing, marketer, brand, PR, advertising, SEO, corporate|internal communications,
            communications manager|director|officer|specialist|coordinator, head|director of communications,
            vice president communications, Werbung, Leiter|Leitung|Referent Kommunikation, Unternehmenskommunikation,
            Öffentlichkeitsarbeit, responsable|directeur communication, responsable|directeur de la communication,
            chargé de communication, publicité, publicidad, director|responsable|jefe de comunicación,
            comunicación corporativa, mercadeo, mercadotecnia"""),
        Rule(Function.SALES, "sales", """
            sales, seller, presales, telesales, Vertrieb, Verkauf, Verkäufer, Vertreter, Außendienst, Innendienst,
            vente, ventes, vendeur, ventas, vendedor"""),
        Rule(Function.LOGISTICS, "goods on their way", """
            logistics, supply chain, warehouse, warehousing, warehouseman, shipping, receiving, freight, inventory,
            stocker, storekeeper, dispatch manager, dispatch supervisor, fulfilment, fulfillment, fleet, forwarding,
            customs, Logistik, Logistiker, Lager, Lagerist, Versand, Disponent, Spedition, Fuhrpark, Wareneingang,
            Warenausgang, Zoll, logistique, logisticien, entrepôt, magasinier, cariste, expédition, expéditions,
            gestion des stocks, logística, almacén, almacenes, almacenero, expediciones, cadena de suministro"""),
        Rule(Function.QUALITY, "quality", """
            quality, QM, QHSE, HSEQ, SHEQ, metrology, Qualität, Qualitätssicherung, Qualitätsmanagement, qualité,
            qualiticien, calidad"""),
    )),
    Block(Function, "broad words", (
        Rule(Function.OPERATIONS, "making and running", """
            operations, production, manufacturing, plant, factory, assembly, assembler, machinist, machine operator,
            welder, continuous improvement, operational excellence, lean, kaizen, maintenance, Produktion, Fertigung,
            Betrieb, Werk, Montage, Instandhaltung, Wartung, Industriemeister, Arbeitsvorbereitung, fabrication, usine,
            atelier, exploitation, directeur|responsable industriel, ouvrier, producción, fábrica, planta,
            mantenimiento, operaciones, taller, operario"""),
        Rule(Function.ENGINEERING, "engineering", """
            engineering, engineer, technical director|manager|lead, head of technical, draftsman, drafter, CAD,
            scientist, chemist, Ingenieur, Konstruktion, Konstrukteur, Entwicklung, Entwickler, Forschung, Technik,
            Chemiker, technisch Leiter|Leitung|Direktor|Geschäftsführer, ingénierie, bureau d'études,
            recherche et développement, directeur|responsable technique, ingeniero, ingeniería, oficina técnico,
            director|jefe técnico, investigación y desarrollo, delineante"""),
        Rule(Function.IT, "what computers do", """
            cloud, database, ERP, SAP, devops, cyber, cybersecurity, infosec, system|systems|network administrator,
            system|systems analyst, network engineer|manager|technician|architect,
            software|solution|solutions|enterprise|data architect, data scientist|engineer|center|centre,
            business intelligence, digital transformation, web|application|applications developer, application support,
            Netzwerk Administrator"""),
        Rule(Function.IT, "technology that the firm uses, in most firms", """
            vice president technology, vice president -|of technology, head|director of technology,
            director - technology, technology director|manager|officer|administrator|specialist""",
             also=(Function.ENGINEERING,)),
        Rule(Function.SERVICE, "service", """
            service manager|director|engineer|technician|advisor, head|director of service, vice president service,
            Service Leiter|Techniker, Leiter Service"""),
        Rule(Function.SALES, "commerce is sales, in most firms", """
            commercial director|manager|lead|executive|excellence|operations|assistant, chief commercial officer,
            head|director of commercial, vice president commercial, commercial vice president,
            director|manager commercial, ^ commercial $,
            directeur|responsable|cadre|chef|assistant|attaché|conseiller|agent|délégué|développement|action commercial,
            commercial terrain|sédentaire, comercial""", also=(Function.FINANCE,)),
    )),
    Block(Function, "what no function of the list does", (
        Rule(Function.OTHER, "administration and premises", """
            administration, facilities, facility, janitor, ^ cleaner $, office cleaner, custodian, housekeeping,
            security guard|officer, reception, receptionist, real estate, property manager, Verwaltung, Hausmeister,
            Immobilien, services|moyens généraux, administración, servicios generales, conserje,
            personal de limpieza"""),
        Rule(Function.OTHER, "safety, health and teaching", """
            health and safety, EHS, HSE, safety, sustainability, Arbeitssicherheit,
            medical director|officer|technician|assistant|laboratory"""),
    )),
    Block(Function, "posts that name no function", (
        Rule(None, "a vice president, deputy or assistant is not the one at the top", """
            vice president, vice presidente, Vizepräsident, deputy|assistant general manager,
            assistant ... general manager"""),
        Rule(Function.EXECUTIVE, "runs the firm, where no function is named", """
            president, presidente, Präsident, managing|executive|company|general director, ^ MD $|and, group|joint MD,
            general manager, managing|founding partner, socio director, executive board|team, Vorstand, Vorstands,
            Vorstandsmitglied, Generaldirektor, Geschäftsführer, Geschäftsführend, Geschäftsführung, Geschäftsleiter,
            Geschäftsleitung, directeur|direction général, DG|DGA $, membre du directoire,
            membre du comité de direction, director|dirección general, director ejecutivo|gerente, gerente general,
            administrador solidario"""),
    )),
)
# fmt: on
