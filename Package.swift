// swift-tools-version: 6.2
import PackageDescription

/// One set of rules for every target: Swift 6 mode, warnings as errors, imports private unless said, and members
/// visible only through the module that declares them.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .define("PROOF", .when(configuration: .debug)),
]

let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdHTTP2 = Target.Dependency.product(name: "HummingbirdHTTP2", package: "hummingbird")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "entente",
    products: [.executable(name: "entente", targets: ["entente"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // for tests alone: servers with certificates of their own making
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    ],
    targets: [
        // floor 0: C libraries
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CIDN2", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"])]),
        // floor 1: nouns, the wire, the text of configuration
        .target(name: "Model", swiftSettings: settings),
        .target(name: "HTTP", dependencies: ["CCurl", httpTypes], swiftSettings: settings),
        .target(name: "YAML", dependencies: [yams], swiftSettings: settings),
        // floor 2: pure decisions on one side, effects on the other
        .target(name: "Reconciliation", dependencies: ["Model", "CIDN2"], swiftSettings: settings),
        .target(name: "ProgramRules", dependencies: ["Model", crypto], swiftSettings: settings),
        .target(
            name: "Connectors", dependencies: ["Model", "HTTP", "YAML", httpTypes, crypto, cryptoExtras],
            swiftSettings: settings),
        .target(name: "Storage", dependencies: ["Model", grdb, grdbSQLite], swiftSettings: settings),
        // floor 3: runs
        .target(
            name: "Agent",
            dependencies: ["Model", "HTTP", "YAML", "Reconciliation", "ProgramRules", "Connectors", "Storage", logging, crypto],
            swiftSettings: settings),
        // floor 4: the vendors' stand-ins
        .target(
            name: "Sandbox",
            dependencies: ["Model", "HTTP", httpTypes, crypto, cryptoExtras, hummingbirdCore, nioCore, nioPosix, logging],
            swiftSettings: settings),
        // floor 5: commands
        .executableTarget(
            name: "entente",
            dependencies: [
                "Agent", "Sandbox", "Model", "HTTP", "YAML", "Reconciliation", "ProgramRules", "Connectors", "Storage", arguments, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "HTTPTests",
            dependencies: ["HTTP", httpTypes, hummingbird, hummingbirdHTTP2, nioSSL, x509, asn1, crypto], swiftSettings: settings),
        .testTarget(name: "HouseTests", swiftSettings: settings),
        .testTarget(
            name: "ConnectorsTests",
            dependencies: ["Connectors", "Sandbox", "Model", "HTTP", "YAML", httpTypes, crypto, cryptoExtras], swiftSettings: settings),
        .testTarget(name: "YAMLTests", dependencies: ["YAML"], swiftSettings: settings),
        .testTarget(
            name: "SandboxTests", dependencies: ["Sandbox", "Model", "HTTP", httpTypes, crypto, cryptoExtras], swiftSettings: settings),
        .testTarget(name: "ModelTests", dependencies: ["Model"], swiftSettings: settings),
        .testTarget(name: "StorageTests", dependencies: ["Storage", "Model", grdb], swiftSettings: settings),
        .testTarget(name: "ProgramRulesTests", dependencies: ["ProgramRules", "Model"], swiftSettings: settings),
        .testTarget(name: "ReconciliationTests", dependencies: ["Reconciliation", "Model"], swiftSettings: settings),
        .testTarget(
            name: "AgentTests",
            dependencies: [
                "Agent", "Model", "HTTP", "YAML", "Reconciliation", "ProgramRules", "Connectors", "Storage", httpTypes, logging,
                grdb,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["Agent", "Sandbox", "Model", "HTTP", "YAML", "Reconciliation", "Connectors", "Storage", logging],
            swiftSettings: settings),
        .testTarget(
            name: "FuzzTests",
            dependencies: [
                "Agent", "Sandbox", "Model", "HTTP", "YAML", "Reconciliation", "ProgramRules", "Connectors", "Storage", httpTypes,
            ],
            exclude: ["Guided"], swiftSettings: settings),
        .testTarget(name: "EndToEndTests", dependencies: ["entente", "Model"], swiftSettings: settings),
    ]
)
