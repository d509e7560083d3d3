public import DeliveryQueue
import MailAddressing

/// To whose senders reports are written: by default to those for whom something speaks.
///
/// A sender of whom nothing is known may be anybody, and spam has a stranger's address there. A report would reach the
/// stranger, and bring the host that sent it onto block lists; so such mail is better refused at RCPT or at its end, and
/// where it was taken all the same, its failure is only logged.
public struct BackscatterPolicy: Hashable, Sendable {
    /// What has to speak for a sender, so that it is told: any one of these.
    public var sufficientProofs: Set<SenderProof>

    /// Makes a policy.
    ///
    /// - Parameter sufficientProofs: what has to speak for a sender, any one of these; none for no reports at all.
    public init(sufficientProofs: Set<SenderProof>) { self.sufficientProofs = sufficientProofs }

    /// Reports to those who logged in, are in a network that may send, handed the message in on this machine, or passed
    /// SPF or DKIM for the domain of the reverse path.
    public static let standard = BackscatterPolicy(
        sufficientProofs: Set(SenderProof.allCases).subtracting([.missing, .forwarded]))

    /// Reports to everybody: for a host that takes mail from nobody whom it does not know, whatever it says of them.
    public static let dangerousEverybody = BackscatterPolicy(sufficientProofs: Set(SenderProof.allCases))

    /// Whether the sender of a message may be told of what became of it; a null reverse path never is.
    ///
    /// - Parameter message: the message.
    public func allowsReport(on message: QueuedMessage) -> Bool {
        message.reversePath != .null && sufficientProofs.contains(message.senderProof)
    }
}
