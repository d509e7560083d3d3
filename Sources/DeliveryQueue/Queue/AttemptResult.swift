/// What came of an attempt; complete.
public enum AttemptResult: Sendable {
    /// An outcome for each of the attempt's recipients, in their order, and what it says of the path.
    case settled([DeliveryOutcome], PathSignal)
    /// Nothing was tried: the recipients belong to another site, which has limits and a turn of its own.
    ///
    /// Allowed only where `DeliveryAttempt.mayReroute` says so.
    case rerouted(site: String)
}

/// Which way out a delivery takes; complete.
public enum DeliveryWay: Hashable, Sendable {
    /// The usual one.
    case usual
    /// The relay that takes what a source in its warm-up may not send itself.
    case overflow
}
