import Foundation

/// What becomes of a running server when its configuration file is read again.
///
/// What a server is built on stays as it is until its next start, and is told by the names of its keys; all else takes
/// effect at once.
struct ConfigurationUpdate: Hashable, Sendable {
    /// The configuration from now on: the wanted one, with what cannot change as it was.
    let effective: ServerConfiguration
    /// The keys that are other than before and wait for the next start, in the order of the file.
    let waiting: [String]

    /// Compares two configurations.
    ///
    /// - Parameters:
    ///   - running: what the server runs by.
    ///   - wanted: what the file says now.
    init(from running: ServerConfiguration, to wanted: ServerConfiguration) {
        var effective = wanted
        var waiting: [String] = []
        func keep<Value: Equatable>(_ key: String, _ path: WritableKeyPath<ServerConfiguration, Value>) {
            guard effective[keyPath: path] != running[keyPath: path] else { return }
            effective[keyPath: path] = running[keyPath: path]
            waiting.append(key)
        }
        keep("hostname", \.hostname)
        // One place has several names: a relative one, where the file was read from the working directory.
        if Self.place(wanted.dataPath) != Self.place(running.dataPath) { keep("data", \.dataPath) }
        keep("storage", \.storage)
        keep("durability", \.durability)
        keep("spool-threshold", \.spoolThreshold)
        keep("minimum-free-space", \.minimumFreeSpace)
        keep("queue-limit", \.queueLimit)
        keep("limits (of all sessions together)", \.limits.server)
        keep("tls.roots", \.tls.roots)
        keep("dns", \.dns)
        keep("delivery.mode", \.delivery.mode)
        keep("delivery.mta-sts", \.delivery.usesStrictTransport)
        keep("delivery.routes", \.delivery.routes)
        keep("delivery.smart", \.delivery.smart)
        keep("delivery.limits.deliveries", \.delivery.deliveries)
        keep("delivery.sources", \.delivery.sources)
        keep("delivery.shaping", \.delivery.shaping)
        keep("delivery.pool", \.delivery.pool)
        keep("delivery.timeouts", \.delivery.timeouts)
        // Whether there is a relay at all is known to the scheduler; which one it is, is not.
        if effective.delivery.relay.isEmpty != running.delivery.relay.isEmpty {
            keep("delivery.relay", \.delivery.relay)
        }
        keep("history", \.history)
        keep("http", \.http)
        keep("user", \.user)
        keep("group", \.group)
        self.effective = effective
        self.waiting = waiting
    }

    /// Where a path leads, seen from the working directory, which a server never leaves.
    private static func place(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}
