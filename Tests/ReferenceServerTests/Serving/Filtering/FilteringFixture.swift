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
