import SMTPProtocol

/// What came of a transaction.
struct SMTPClientAnswer: Sendable {
    /// An outcome for each recipient, in their order.
    var outcomes: [SMTPRecipientOutcome]
    /// How long it took, stage by stage.
    var timings = SMTPStageTimings()
}
