// swift-tools-version: 6.2
import PackageDescription

// Benchmarks in a package of their own, so that the libraries depend on nothing for them. `make bench-smtp`,
// `make bench-tls`, `make bench-dkim`, `make bench-dns`, `make bench-bounce` and `make bench-queue` build and run them;
// docs/performance.md has the figures.

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "waxwing", path: ".."), .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Counts what the process allocates.
        .target(name: "CAllocations"),
        .executableTarget(
            name: "protocol-bench",
            dependencies: [
                "BenchmarkText", "BenchmarkCost", .product(name: "MailAddressing", package: "waxwing"),
                .product(name: "SMTPProtocol", package: "waxwing"),
            ], swiftSettings: settings),
        // What a piece of work costs: time and allocations.
        .target(name: "BenchmarkCost", dependencies: ["CAllocations"], swiftSettings: settings),
        // What the process takes of memory.
        .target(name: "BenchmarkMemory", swiftSettings: settings),
        // Figures as text, and a place where results end.
        .target(name: "BenchmarkText", swiftSettings: settings),
        // OpenSSL alone, which signatures are held against.
        .target(name: "CRawSignature", linkerSettings: [.linkedLibrary("crypto")]),
        .executableTarget(
            name: "dkim-bench",
            dependencies: [
                "BenchmarkText", "CRawSignature", .product(name: "DKIM", package: "waxwing"),
                .product(name: "MailAddressing", package: "waxwing"),
                .product(name: "MailCryptography", package: "waxwing"),
            ], swiftSettings: settings),
        .executableTarget(
            name: "bounce-bench",
            dependencies: [
                "BenchmarkText", "BenchmarkCost", "BenchmarkMemory",
                .product(name: "BounceClassification", package: "waxwing"),
                .product(name: "MailAddressing", package: "waxwing"),
                .product(name: "SMTPProtocol", package: "waxwing"),
            ], swiftSettings: settings),
        .executableTarget(
            name: "dns-bench",
            dependencies: [
                "BenchmarkMemory", .product(name: "MXResolver", package: "waxwing"),
                .product(name: "MailAddressing", package: "waxwing"),
            ], swiftSettings: settings),
        // Counts what the process syncs.
        .target(name: "CSyncs"),
        .executableTarget(
            name: "queue-bench",
            dependencies: [
                "BenchmarkText", "CSyncs", .product(name: "DeliveryQueue", package: "waxwing"),
                .product(name: "DeliveryQueueSQLite", package: "waxwing"),
                .product(name: "MailAddressing", package: "waxwing"),
                .product(name: "SMTPProtocol", package: "waxwing"), .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: settings),
        .executableTarget(
            name: "scheduler-bench",
            dependencies: ["BenchmarkText", "BenchmarkMemory", .product(name: "DeliveryQueue", package: "waxwing")],
            swiftSettings: settings),
        .executableTarget(
            name: "transport-bench",
            dependencies: [
                .product(name: "MailAddressing", package: "waxwing"),
                .product(name: "MailCryptography", package: "waxwing"),
                .product(name: "SMTPProtocol", package: "waxwing"),
                .product(name: "SMTPTransport", package: "waxwing"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ], swiftSettings: settings),
    ]
)
