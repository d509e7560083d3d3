/// A question whose answer says whether the server does its work, such as whether the store takes mail.
struct HealthCheck: Sendable {
    /// What a check has found.
    struct Finding: Hashable, Sendable {
        /// Whether the server does its work, as far as the check goes.
        var isGood: Bool
        /// What was found, in a sentence for people; no secrets.
        var sentence: String

        /// Nothing is wrong.
        static func good(_ sentence: String) -> Finding { Finding(isGood: true, sentence: sentence) }
        /// The server does not do its work.
        static func bad(_ sentence: String) -> Finding { Finding(isGood: false, sentence: sentence) }
    }

    /// The name, a word.
    let name: String
    /// Looks; it is called when somebody asks, and answers soon.
    let look: @Sendable () async -> Finding

    /// Makes a check.
    ///
    /// - Parameters:
    ///   - name: the name, a word.
    ///   - look: looks; it is called when somebody asks, and answers soon.
    init(_ name: String, look: @escaping @Sendable () async -> Finding) {
        self.name = name
        self.look = look
    }
}

/// What all checks have found; what `/health/ready` shows.
struct HealthReport: Encodable, Hashable, Sendable {
    /// What a check has found.
    struct Check: Encodable, Hashable, Sendable {
        /// The check's name.
        var name: String
        /// Whether nothing is wrong.
        var ok: Bool
        /// What was found, in a sentence.
        var detail: String
    }

    /// `ready` or `not ready`.
    var status: String
    /// The checks, in their order.
    var checks: [Check]

    /// Has all checks look, one after the other.
    ///
    /// - Parameter checks: the checks.
    init(asking checks: [HealthCheck]) async {
        self.checks = []
        for check in checks {
            let finding = await check.look()
            self.checks.append(Check(name: check.name, ok: finding.isGood, detail: finding.sentence))
        }
        status = self.checks.allSatisfy(\.ok) ? "ready" : "not ready"
    }

    /// Whether no check has found anything wrong.
    var isReady: Bool { checks.allSatisfy(\.ok) }
}
