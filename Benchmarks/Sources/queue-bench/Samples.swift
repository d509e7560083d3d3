import DeliveryQueue
import Foundation
import MailAddressing

/// The messages that are measured with: one recipient each, in one of 10,000 domains, and identifiers in a row.
struct Samples: Sendable {
    /// How many domains there are.
    static let domains = 10_000

    private let first: Int64
    private let time: WallTime
    private let sender: ReversePath

    /// Makes samples of now.
    ///
    /// - Throws: an address's error: never.
    init() throws {
        time = SystemQueueClock().now()
        var random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
        var identifiers = MessageIDGenerator()
        first = identifiers.next(at: time, using: &random).number
        sender = .mailbox(try Mailbox("ada@sender.test"))
    }

    /// The identifier of the message with this number.
    func id(_ number: Int) -> MessageID { MessageID(number: first + Int64(number)) }

    /// The message with this number.
    ///
    /// - Parameters:
    ///   - number: 0 or more.
    ///   - size: the octets of its content.
    func message(_ number: Int, size: Int) throws -> QueuedMessage {
        QueuedMessage(
            id: id(number), reversePath: sender,
            recipients: [try Mailbox("user\(number)@domain\(number % Self.domains).example.test")],
            acceptedAt: time, expiresAt: time + .seconds(5 * 86_400), size: size, isEightBit: false,
            origin: "queue-bench")
    }

    /// A message's octets, in lines of 76.
    static func content(of size: Int) -> [UInt8] {
        let line = Array((String(repeating: "x", count: 74) + "\r\n").utf8)
        return Array(repeatElement(line, count: size / line.count + 1).joined().prefix(size))
    }
}
