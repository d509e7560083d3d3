import MailForwarding

/// Why the directory did not do what it was asked, as it goes through the control socket.
struct DirectoryProblem: Codable, Hashable, Sendable {
    /// The kinds; complete, as a command ends differently for each.
    enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// What was asked for is not there.
        case unknown
        /// There is one already.
        case duplicate
        /// What was asked makes no sense, or breaks a limit.
        case invalid
        /// It may not be done.
        case notAllowed
        /// It could not be kept.
        case store
    }

    /// The kind.
    var kind: Kind
    /// What is wrong and what to do, for people, without characters that do something.
    var reason: String

    /// Takes an error of the directory.
    ///
    /// - Parameter error: the error.
    init(_ error: DirectoryError) {
        kind =
            switch error.kind {
            case .unknown: .unknown
            case .duplicate: .duplicate
            case .invalid: .invalid
            case .notAllowed: .notAllowed
            case .store: .store
            }
        reason = Console.printable(error.reason)
    }

    /// How a command ends that met it: wrong usage for what makes no sense, operational where it could not be kept, and
    /// a negative answer otherwise.
    var commandFailure: CommandFailure {
        let reason = Console.printable(reason)
        return switch kind {
        case .unknown, .duplicate, .notAllowed: .negative(reason)
        case .invalid: .usage(reason)
        case .store: .operational(reason)
        }
    }
}
