/// Something that a ledger, or what a store holds beside it, says and that cannot be.
public struct LedgerProblem: Hashable, Sendable {
    /// The message.
    public let message: MessageID
    /// The recipient's index in the envelope, or nil where the whole message is meant.
    public let recipient: Int?
    /// What is wrong, in words.
    public let text: String

    /// Makes a problem.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - recipient: the recipient's index, or nil for the whole message.
    ///   - text: what is wrong, in words.
    public init(message: MessageID, recipient: Int?, text: String) {
        self.message = message
        self.recipient = recipient
        self.text = text
    }
}

extension LedgerProblem: CustomStringConvertible {
    /// The problem with its place, as one line.
    public var description: String {
        recipient.map { "message \(message), recipient \($0): \(text)" } ?? "message \(message): \(text)"
    }
}
