public import MailAddressing

/// Where mail to an alias ends up, when targets that are aliases themselves stand for their own targets.
///
/// An alias among its own targets is a mailbox: it stays as it is. Aliases that are not enabled count all the same, so
/// that what is found does not depend on the time; where one is met that is not in use, its mail does not go on.
public struct TargetExpansion: Hashable, Sendable {
    /// What was found; complete.
    public enum Outcome: Hashable, Sendable {
        /// Where the mail goes, each address once.
        case targets([Mailbox])
        /// An alias leads to itself by way of others.
        case circle(Mailbox)
        /// There are more than ``TargetExpansion/maximumCount``, or more than ten aliases lie on the way to one.
        case tooMany
    }

    /// What was found.
    public let outcome: Outcome
    /// The most addresses that an alias may lead to.
    ///
    /// Some lists of ``Alias/maximumTargetCount`` in one; each message is sent so often.
    public static let maximumCount = 200
    /// The most aliases on the way from one to an address.
    static let maximumDepth = 10

    /// Follows an alias.
    ///
    /// - Parameters:
    ///   - alias: the alias.
    ///   - contents: what the directory holds.
    ///   - now: the time in seconds since 1970, so that nothing goes on through an alias that is not in use; nil to
    ///     follow all.
    init(of alias: Alias, in contents: DirectoryContents, at now: Int64? = nil) {
        var walk = Walk(contents: contents, now: now)
        outcome = walk.follow(alias.targets, from: alias.address)
    }

    /// Follows addresses that rules or a catch-all name.
    ///
    /// - Parameters:
    ///   - targets: the addresses.
    ///   - contents: what the directory holds.
    ///   - now: the time, in seconds since 1970; nil to follow all.
    init(of targets: [Mailbox], in contents: DirectoryContents, at now: Int64? = nil) {
        var walk = Walk(contents: contents, now: now)
        outcome = walk.follow(targets, from: nil)
    }

    private struct Walk {
        let contents: DirectoryContents
        let now: Int64?
        var found: [Mailbox] = []
        var seen: Set<Mailbox> = []
        /// The aliases between the first and where the walk is.
        var path: [Mailbox] = []
        /// The aliases that were followed, none of which is followed twice.
        var followed: Set<Mailbox> = []

        mutating func follow(_ targets: [Mailbox], from alias: Mailbox?) -> Outcome {
            guard path.count < maximumDepth else { return .tooMany }
            if let alias { path.append(alias) }
            defer { if alias != nil { path.removeLast() } }
            for target in targets {
                let folded = target.folded
                // Only a domain that has shown that it is ours says where its addresses lead.
                guard folded != alias, let next = contents.aliases[folded], contents.isVerified(folded.host) else {
                    guard seen.insert(folded).inserted else { continue }
                    guard found.count < maximumCount else { return .tooMany }
                    found.append(target)
                    continue
                }
                guard !path.contains(folded) else { return .circle(folded) }
                guard followed.insert(folded).inserted else { continue }
                if let now, !next.isActive(at: now) || !contents.isEnabled(next.owner) { continue }
                let outcome = follow(next.targets, from: folded)
                guard case .targets = outcome else { return outcome }
            }
            return .targets(found)
        }
    }
}
