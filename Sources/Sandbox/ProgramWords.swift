/// The words from which the generator puts names together: several scripts, emoji, combining marks, right-to-left.
enum ProgramWords {
    static let firstNames = [
        "Ana", "James", "Mary", "Robert", "Linda", "Michael", "Elena", "David", "Sofia", "William", "Olivia",
        "Thomas", "Emma", "Noah",
        "Grace", "Lucas", "Nora", "Peter", "Ruth", "Samuel", "Zoë", "José", "François", "Łukasz", "Søren",
        "Jürgen", "Åsa", "Siân",
        "Ame\u{301}lie", "Nguye\u{302}\u{303}n", "Дмитрий", "Ольга", "Γιώργος", "美咲", "健太", "伟", "秀英", "지훈",
        "محمد", "ليلى", "נועה", "प्रिया",
    ]
    static let lastNames = [
        "Smith", "Jones", "Garcia", "Miller", "Davis", "Martin", "Wilson", "Moore", "Taylor", "Anderson",
        "Clark", "Lewis", "Walker", "Hall",
        "Young", "King", "Wright", "Hill", "Scott", "Green", "O'Brien", "D’Souza", "Müller", "Núñez",
        "Ångström", "Çelik", "Dvořák",
        "Ko\u{308}nig", "Иванов", "Παπαδόπουλος", "佐藤", "鈴木", "王", "李", "김", "الحسن", "כהן", "शर्मा",
        "van der Berg", "Lee-Park 🚀",
    ]
    static let companyFirst = [
        "Acme", "Northwind", "Contoso", "Globex", "Initech", "Umbra", "Stark", "Wayne", "Hooli", "Vandelay",
        "Soylent", "Cyberdyne", "Tyrell",
        "Oscorp", "Massive", "Blue Sun", "Café Olé", "Müller & Söhne", "Ярославна", "東京", "北京", "서울",
        "النور", "Ünlü", "Smørrebrød",
    ]
    static let companySecond = [
        "Trading", "Software", "Systems", "Logistics", "Consulting", "Foods", "Labs", "Media", "Energy",
        "Partners", "Works", "商事", "科技",
        "Group", "Industries", "Analytics", "Design", "Health", "Tools ✨", "Supply",
    ]
    static let companyLast = ["Inc.", "LLC", "Ltd", "GmbH", "S.A.", "AB", "株式会社", "Co.", "BV", ""]
    static let segments = ["Enterprise", "Mid-Market", "Small Business", "Public Sector", "Startup"]
    static let products = ["10 seats", "25 seats", "Platform", "Support", "Rollout", "Renewal", "Migration", "アドオン"]
    static let owners = [("Olga", "Petrova"), ("Marcus", "Webb"), ("Inès", "Dubois"), ("Tariq", "Aziz"), ("Hana", "Kim")]
    /// Country, calling code, and how many digits follow it.
    static let countries = [
        ("US", "1", 10), ("US", "1", 10), ("GB", "44", 10), ("DE", "49", 11), ("FR", "33", 9),
        ("JP", "81", 10), ("KW", "965", 8),
    ]
}
