import Logging
import MailAddressing
import NIOConcurrencyHelpers
import SMTPTransport
import Testing

@testable import ReferenceServer

/// What the tests of filters share.
enum FilteringFixture {
    /// The address of a client that is no special one.
    static let client = "20.0.0.7"

    /// A logger that tells nobody.
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// The connection of a client.
    static func connection(_ address: String? = client) throws -> SMTPConnection {
        SMTPConnection(remoteAddress: try address.map { try #require(IPAddress($0)) }, remotePort: 4_000)
    }

    /// A message to one recipient.
    static func message(_ content: MessagePieces = MessagePieces(octets: Array("Subject: a\r\n\r\nb\r\n".utf8))) throws
        -> FilteredMessage
    {
        FilteredMessage(
            connection: try connection(), helloName: "client.example",
            reversePath: .mailbox(try Mailbox("ada@a.example")), recipients: [try Mailbox("bob@b.example")],
            content: content)
    }

    /// The section `filter` of a configuration.
    static func filter(_ text: String) throws -> ServerConfiguration.Filter {
        try ConfigurationFixture.decode("filter: \(text)\n").configuration.filter
    }
}

/// Keeps the lines of a log.
struct FilterLogKeeper: LogHandler {
    let lines: NIOLockedValueBox<[String]>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    init(lines: NIOLockedValueBox<[String]>) { self.lines = lines }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let metadata = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        lines.withLockedValue { $0.append("\(event.level) \(event.message): \(metadata.joined(separator: " "))") }
    }
}
