/// A parser, or a machine, and what must hold for it whatever the input is.
///
/// A target reads any octets, feeds them to what it is about and throws `BrokenInvariant` when one of the sentences at
/// the top of its file does not hold. A trap, a memory error or a time without end are failures as well, which whoever
/// runs it sees for itself.
package struct FuzzTarget: Sendable {
    /// The name, also that of its folders in `Seeds` and `Failures`.
    package let name: String
    /// Takes an input; throws `BrokenInvariant` when something does not hold.
    package let check: @Sendable ([UInt8]) throws(BrokenInvariant) -> Void

    /// Every target.
    package static let all = [
        FuzzTarget(name: "commands", check: CommandsTarget.check),
        FuzzTarget(name: "replies", check: RepliesTarget.check),
        FuzzTarget(name: "data", check: DataTarget.check),
        FuzzTarget(name: "server", check: ServerTarget.check),
        FuzzTarget(name: "client", check: ClientTarget.check),
        FuzzTarget(name: "pair", check: PairTarget.check),
        FuzzTarget(name: "sasl", check: SASLTarget.check),
        FuzzTarget(name: "mailbox", check: MailboxTarget.check),
        FuzzTarget(name: "idna", check: IDNATarget.check),
        FuzzTarget(name: "seven-bit", check: SevenBitTarget.check),
        FuzzTarget(name: "header", check: HeaderTarget.check),
        FuzzTarget(name: "date", check: DateTarget.check),
        FuzzTarget(name: "address-list", check: AddressListTarget.check),
        FuzzTarget(name: "trace", check: TraceTarget.check),
        FuzzTarget(name: "encoded-word", check: EncodedWordTarget.check),
        FuzzTarget(name: "parameters", check: ParametersTarget.check),
        FuzzTarget(name: "mime", check: MIMETarget.check),
        FuzzTarget(name: "transfer", check: TransferTarget.check),
        FuzzTarget(name: "canonical-body", check: CanonicalBodyTarget.check),
        FuzzTarget(name: "signature", check: SignatureTarget.check),
        FuzzTarget(name: "key-record", check: KeyRecordTarget.check),
        FuzzTarget(name: "pem", check: PEMTarget.check),
        FuzzTarget(name: "dns-message", check: DNSMessageTarget.check),
        FuzzTarget(name: "mta-sts", check: StrictTransportTarget.check),
        FuzzTarget(name: "delivery-report", check: DeliveryReportTarget.check),
        FuzzTarget(name: "feedback-report", check: FeedbackReportTarget.check),
        FuzzTarget(name: "disposition-report", check: DispositionReportTarget.check),
        FuzzTarget(name: "automatic-reply", check: AutomaticReplyTarget.check),
        FuzzTarget(name: "return-path", check: ReturnPathTarget.check),
        FuzzTarget(name: "bounce-rules", check: BounceRulesTarget.check),
        FuzzTarget(name: "bounce-reply", check: BounceReplyTarget.check),
        FuzzTarget(name: "bounce-message", check: BounceMessageTarget.check),
        FuzzTarget(name: "suppression", check: SuppressionListTarget.check),
    ]

    /// The target of a name, or nil.
    package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// An invariant that does not hold, in words.
package struct BrokenInvariant: Error, CustomStringConvertible {
    /// What should have held, and what was met instead.
    package let description: String
}

/// Throws unless a condition holds.
///
/// - Parameters:
///   - condition: what must hold.
///   - words: what that is, as a sentence.
///   - found: what was met instead, if that says more.
func demand(
    _ condition: Bool, _ words: String, _ found: @autoclosure () -> String = ""
) throws(BrokenInvariant) {
    guard !condition else { return }
    let details = found()
    throw BrokenInvariant(description: details.isEmpty ? words : "\(words): \(details)")
}
