// swift-tools-version: 6.2
import PackageDescription

// A stranger's package: one target per library product of Waxwing, each importing that product and nothing else.
// Scripts/check-foreign builds it and reads from the build plan which modules each target needs.
let products = [
    "MailAddressing", "InternetMessage", "SMTPProtocol", "MailCryptography", "DKIM", "MXResolver", "MXResolverTesting",
    "MTASTS", "DeliveryReports", "BounceClassification", "DeliveryQueue", "DeliveryQueueSQLite", "DeliveryQueueTesting",
    "SMTPTesting", "SMTPTransport", "MailForwarding", "MailForwardingSQLite", "DeliveryAgent",
]

let package = Package(
    name: "Foreign",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "waxwing", path: "../..")],
    targets: products.map { product in
        .target(
            name: "Uses\(product)",
            dependencies: [.product(name: product, package: "waxwing")],
            swiftSettings: [.swiftLanguageMode(.v6)]
        )
    }
)
