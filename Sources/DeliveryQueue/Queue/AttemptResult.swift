/// What came of an attempt; complete.
public enum AttemptResult: Sendable {
    /// An outcome for each of the attempt's recipients, in their order, and what it says of the path.
    case settled([DeliveryOutcome], PathSignal)
    /// Nothing was tried: the recipients belong to another site, which has limits and a turn of its own.
    ///
    /// Allowed only where `DeliveryAttempt.mayReroute` says so.
    case rerouted(site: String)
    /// Nothing was tried, and the path that the delivery took pauses: the recipients wait as before, and may take
    /// another source.
    ///
    /// The outcome is that of each recipient where no other source has a way to the site, or where it is recorded
    /// already that an attempt has begun.
    case notTried(PathPause, otherwise: DeliveryOutcome)
}

/// Which way out a delivery takes; complete.
public enum DeliveryWay: Hashable, Sendable {
    /// The usual one.
    case usual
    /// The relay that takes what a source in its warm-up may not send itself, and what a site refuses from all sources.
    case overflow
}
