/// How much a queue holds before it refuses new mail, so that a sender who never ends does not fill the disk.
///
/// What is refused is not lost: a client is told to come again. Reports that the queue itself makes always find room,
/// as their senders have nobody else to tell.
public struct QueueLimit: Hashable, Sendable {
    /// The most messages with unsettled recipients; at least 1.
    public var messages: Int
    /// The most unsettled recipients of them; at least 1.
    public var recipients: Int

    /// Makes a limit.
    ///
    /// - Parameters:
    ///   - messages: the most messages with unsettled recipients, at least 1.
    ///   - recipients: the most unsettled recipients, at least 1. Default: no bound of their own.
    public init(messages: Int, recipients: Int = .max) {
        self.messages = max(1, messages)
        self.recipients = max(1, recipients)
    }
}
