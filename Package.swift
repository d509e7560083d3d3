// swift-tools-version: 6.2
import PackageDescription

// One list of settings for every target, so that no room has rules of its own.
// WAXWING_STRICT=1 (continuous integration) turns every warning of ours into an error.
let strict = Context.environment["WAXWING_STRICT"] == "1"

let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])

// Targets that touch C say `unsafe` wherever they are.
let memorySafe = settings + [.strictMemorySafety()]

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioConcurrency: Target.Dependency = .product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let collections: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let lifecycleTestKit: Target.Dependency = .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle")
let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let hummingbird: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "waxwing",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "MailAddressing", targets: ["MailAddressing"]),
        .library(name: "InternetMessage", targets: ["InternetMessage"]),
        .library(name: "SMTPProtocol", targets: ["SMTPProtocol"]),
        .library(name: "MailCryptography", targets: ["MailCryptography"]),
        .library(name: "DKIM", targets: ["DKIM"]),
        .library(name: "MXResolver", targets: ["MXResolver"]),
        .library(name: "MXResolverTesting", targets: ["MXResolverTesting"]),
        .library(name: "MTASTS", targets: ["MTASTS"]),
        .library(name: "DeliveryReports", targets: ["DeliveryReports"]),
        .library(name: "BounceClassification", targets: ["BounceClassification"]),
        .library(name: "DeliveryQueue", targets: ["DeliveryQueue"]),
        .library(name: "DeliveryQueueSQLite", targets: ["DeliveryQueueSQLite"]),
        .library(name: "DeliveryQueueTesting", targets: ["DeliveryQueueTesting"]),
        .library(name: "SMTPTesting", targets: ["SMTPTesting"]),
        .library(name: "SMTPTransport", targets: ["SMTPTransport"]),
        .library(name: "MailForwarding", targets: ["MailForwarding"]),
        .library(name: "MailForwardingSQLite", targets: ["MailForwardingSQLite"]),
        .library(name: "DeliveryAgent", targets: ["DeliveryAgent"]),
        .executable(name: "waxwing", targets: ["ReferenceServer"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    ],
    targets: [
        // The standard library and libc's memory functions only.
        .target(name: "MailAddressing", swiftSettings: memorySafe),
        .target(name: "InternetMessage", dependencies: ["MailAddressing"], swiftSettings: memorySafe),
        .target(name: "SMTPProtocol", dependencies: ["MailAddressing"], swiftSettings: memorySafe),

        // One concern each.
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .target(name: "COpenSSLShim", dependencies: ["COpenSSL"]),
        .target(name: "MailCryptography", dependencies: ["COpenSSL", "COpenSSLShim"], swiftSettings: memorySafe),
        .target(
            name: "DKIM", dependencies: ["MailAddressing", "InternetMessage", "MailCryptography"],
            swiftSettings: memorySafe),
        .systemLibrary(name: "CCAres", pkgConfig: "libcares", providers: [.apt(["libc-ares-dev"])]),
        .target(
            name: "MXResolver", dependencies: ["MailAddressing", "MailCryptography", "CCAres", logging],
            swiftSettings: memorySafe),
        .target(
            name: "MXResolverTesting",
            dependencies: ["MXResolver", "MailAddressing", "MailCryptography", nioCore, nioPosix],
            swiftSettings: settings),
        .target(
            name: "MTASTS",
            dependencies: [
                "MXResolver", "MailAddressing", "MailCryptography", httpClient, nioCore, nioPosix, nioHTTP1, nioSSL,
                logging,
            ], swiftSettings: settings),
        .target(
            name: "DeliveryReports",
            dependencies: ["MailAddressing", "InternetMessage", "SMTPProtocol", "MailCryptography"],
            swiftSettings: settings),
        .target(
            name: "BounceClassification",
            dependencies: ["MailAddressing", "InternetMessage", "SMTPProtocol", "DeliveryReports"],
            swiftSettings: settings),
        .target(
            name: "DeliveryQueue", dependencies: ["MailAddressing", "SMTPProtocol", collections, heap, logging],
            swiftSettings: settings),
        .target(name: "CSQLiteShim"),
        .target(
            name: "DeliveryQueueSQLite",
            dependencies: ["DeliveryQueue", "MailAddressing", "SMTPProtocol", "CSQLiteShim", grdb],
            swiftSettings: settings),
        .target(
            name: "DeliveryQueueTesting", dependencies: ["DeliveryQueue", "MailAddressing", "SMTPProtocol", logging],
            swiftSettings: settings),
        .target(
            name: "SMTPTransport",
            dependencies: [
                "SMTPProtocol", "MailAddressing", "MailCryptography", nioCore, nioPosix, nioTLS, nioConcurrency, nioSSL,
                logging,
            ], swiftSettings: settings),

        .target(
            name: "MailForwarding", dependencies: ["MailAddressing", "InternetMessage", "MailCryptography"],
            swiftSettings: settings),
        .target(
            name: "MailForwardingSQLite",
            dependencies: ["MailForwarding", "MailAddressing", "MailCryptography", grdb], swiftSettings: settings),
        .target(
            name: "SMTPTesting", dependencies: ["SMTPProtocol", "MailAddressing", nioCore, nioPosix],
            swiftSettings: settings),

        // Composition.
        .target(
            name: "DeliveryAgent",
            dependencies: [
                "MailAddressing", "InternetMessage", "SMTPProtocol", "DKIM", "MXResolver", "DeliveryReports",
                "BounceClassification", "DeliveryQueue", "SMTPTransport", logging, nioCore, nioConcurrency, lifecycle,
                metrics,
            ], swiftSettings: settings),
        .executableTarget(
            name: "ReferenceServer",
            dependencies: [
                "MailAddressing", "InternetMessage", "SMTPProtocol", "MailCryptography", "DKIM", "MXResolver",
                "MXResolverTesting", "MTASTS", "DeliveryReports", "BounceClassification", "DeliveryQueue",
                "DeliveryQueueSQLite", "DeliveryQueueTesting", "SMTPTransport", "DeliveryAgent", "MailForwarding",
                "MailForwardingSQLite", argumentParser, yams, logging, nioCore, nioPosix, nioConcurrency, nioHTTP1,
                metrics, httpClient, hummingbird, httpTypes,
            ], swiftSettings: settings),

        // What the fuzzer demands of the parsers; no product, so that only tests and Scripts/fuzz build it.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "MailAddressing", "InternetMessage", "SMTPProtocol", "MailCryptography", "DKIM", "MXResolver", "MTASTS",
                "DeliveryReports", "BounceClassification",
            ],
            path: "Fuzz/Targets", swiftSettings: settings),

        .testTarget(
            name: "MailAddressingTests", dependencies: ["TestSupport", "MailAddressing"], swiftSettings: settings),
        .testTarget(
            name: "InternetMessageTests", dependencies: ["TestSupport", "InternetMessage", "MailAddressing"],
            swiftSettings: settings),
        .testTarget(
            name: "SMTPProtocolTests", dependencies: ["TestSupport", "SMTPProtocol", "MailAddressing", "FuzzTargets"],
            exclude: ["Vectors"], swiftSettings: settings),
        .testTarget(
            name: "MailCryptographyTests", dependencies: ["MailCryptography"], exclude: ["Vectors"],
            swiftSettings: settings),
        .testTarget(
            name: "DKIMTests",
            dependencies: ["TestSupport", "DKIM", "InternetMessage", "MailAddressing", "MailCryptography"],
            swiftSettings: settings),
        .testTarget(
            name: "MXResolverTests",
            dependencies: ["TestSupport", "MXResolver", "MXResolverTesting", "MailAddressing", "MailCryptography"],
            swiftSettings: settings),
        .testTarget(
            name: "MXResolverTestingTests", dependencies: ["MXResolverTesting", "MXResolver", "MailAddressing"],
            swiftSettings: settings),
        .testTarget(
            name: "MTASTSTests",
            dependencies: [
                "TestSupport", "MTASTS", "MXResolver", "MXResolverTesting", "MailAddressing", "MailCryptography",
                nioCore, nioPosix, nioSSL, nioConcurrency,
            ], swiftSettings: settings),
        .testTarget(
            name: "DeliveryReportsTests",
            dependencies: [
                "TestSupport", "DeliveryReports", "InternetMessage", "SMTPProtocol", "MailAddressing",
                "MailCryptography",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "BounceClassificationTests",
            dependencies: [
                "TestSupport", "BounceClassification", "DeliveryReports", "InternetMessage", "SMTPProtocol",
                "MailAddressing",
            ], swiftSettings: settings),
        .testTarget(
            name: "DeliveryQueueTests",
            dependencies: ["DeliveryQueue", "DeliveryQueueTesting", "MailAddressing", "SMTPProtocol", logging],
            swiftSettings: settings),
        .testTarget(
            name: "DeliveryQueueTestingTests",
            dependencies: ["DeliveryQueueTesting", "DeliveryQueue", "MailAddressing", "SMTPProtocol"],
            swiftSettings: settings),
        // Days of the queue under a virtual clock, network and disk; no product, so that only tests build it.
        .executableTarget(
            name: "simulate",
            dependencies: [
                "DeliveryQueue", "DeliveryQueueTesting", "MailAddressing", "SMTPProtocol", heap, logging,
            ],
            path: "Tests/SimulationTests", exclude: ["README.md"], swiftSettings: settings),
        // What tests of several libraries need: numbers from a seed, and test data made by others.
        .target(name: "TestSupport", path: "Tests/Support/TestSupport", swiftSettings: settings),
        // A model of what a disk holds when the power goes, below SQLite and below the store's own files.
        .target(
            name: "CForgetfulDisk", path: "Tests/Support/CForgetfulDisk", exclude: ["README.md"],
            linkerSettings: [.linkedLibrary("sqlite3")]),
        .testTarget(
            name: "DeliveryQueueSQLiteTests",
            dependencies: [
                "DeliveryQueueSQLite", "DeliveryQueue", "DeliveryQueueTesting", "MailAddressing", "SMTPProtocol",
                "CForgetfulDisk", grdb,
            ], swiftSettings: settings),
        .testTarget(
            name: "MailForwardingTests",
            dependencies: ["TestSupport", "MailForwarding", "InternetMessage", "MailAddressing", "MailCryptography"],
            swiftSettings: settings),
        .testTarget(
            name: "MailForwardingSQLiteTests",
            dependencies: [
                "TestSupport", "MailForwardingSQLite", "MailForwarding", "MailAddressing", "MailCryptography", grdb,
            ], swiftSettings: settings),
        .testTarget(
            name: "SMTPTransportTests",
            dependencies: [
                "TestSupport", "SMTPTransport", "SMTPProtocol", "MailAddressing", "MailCryptography", nioCore, nioPosix,
                nioEmbedded,
                nioConcurrency, nioSSL, nioTLS,
            ], swiftSettings: settings),
        .testTarget(
            name: "SMTPTestingTests",
            dependencies: [
                "SMTPTesting", "DeliveryQueueTesting", "SMTPProtocol", "SMTPTransport", "MailAddressing", nioCore,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "DeliveryAgentTests",
            dependencies: [
                "DeliveryAgent", "BounceClassification", "DeliveryQueue", "DeliveryQueueTesting", "DKIM", "MXResolver",
                "MXResolverTesting",
                "MailAddressing", "MailCryptography", "SMTPProtocol", "SMTPTransport", nioCore, nioPosix,
                nioConcurrency, lifecycle, lifecycleTestKit, metrics,
            ], swiftSettings: settings),
        .testTarget(
            name: "ReferenceServerTests",
            dependencies: [
                "ReferenceServer", "BounceClassification", "DeliveryAgent", "InternetMessage", "MailAddressing",
                "MailCryptography",
                "DKIM", "SMTPProtocol",
                "SMTPTransport", "DeliveryQueue", "DeliveryQueueSQLite", "DeliveryQueueTesting", "MXResolver",
                "MXResolverTesting", "MTASTS", "MailForwarding", "MailForwardingSQLite", argumentParser, logging,
                nioCore, nioPosix, nioHTTP1, nioConcurrency, metrics,
            ], swiftSettings: settings),
    ]
)
