extension PolicyTable {
    /// How much is kept, and when what is asked again.
    public struct Limits: Hashable, Sendable {
        /// How many domains are kept, those without a policy among them; default 100,000, at least one.
        ///
        /// That is more than most mail systems write to in a day, and a start reads no more files than this.
        public let domains: Int
        /// The greatest estimated size of all that is kept, in octets; default 128 MiB, at least 4 MiB.
        ///
        /// A hundred thousand domains with policies of the usual size fit; the least holds the largest single policy.
        public let bytes: Int
        /// For how long an answer of the DNS counts; default five minutes, at least a second.
        ///
        /// It is the time after which a new policy is noticed. Domains set shorter times to live than they mean, and
        /// mail for one domain comes in bursts.
        public let recheck: Duration
        /// For how long the DNS is not asked again after it failed; default one minute, at least a second.
        ///
        /// It is shorter, as a domain may be without protection meanwhile. A policy that was fetched counts for as long
        /// at least, be its `max_age` shorter: many mails for one domain fetch it once.
        public let lookupRetry: Duration
        /// For how long a policy that could not be fetched is not tried again under its id; default five minutes.
        ///
        /// RFC 8461, section 3.3, asks for five minutes or longer; it is at least one.
        public let fetchRetry: Duration
        /// How often a policy is renewed before it expires; default once a day, as RFC 8461, section 3.3, suggests.
        ///
        /// One that holds for less than two days is renewed after half of its time. At least `shortestRefresh`.
        public let refresh: Duration
        /// How often a policy is renewed at most, and tried again after that failed; default once an hour.
        ///
        /// One that holds for less than twice this is not renewed beforehand: it would be fetched all day for nothing.
        /// At least a minute.
        public let shortestRefresh: Duration
        /// For how long a policy is renewed that nobody asks for; default 90 days, at least a day.
        ///
        /// After that it is kept until it expires; who wrote to many domains once does not ask them for ever.
        public let unused: Duration

        /// Makes limits; what is below the least allowed is taken as that.
        ///
        /// - Parameters:
        ///   - domains: how many domains are kept.
        ///   - bytes: the greatest estimated size of all that is kept, in octets.
        ///   - recheck: for how long an answer of the DNS counts.
        ///   - lookupRetry: for how long the DNS is not asked again after it failed.
        ///   - fetchRetry: for how long a policy that could not be fetched is not fetched again.
        ///   - refresh: how often a policy is renewed before it expires.
        ///   - shortestRefresh: how often a policy is renewed at most.
        ///   - unused: for how long a policy is renewed that nobody asks for.
        public init(
            domains: Int = 100_000, bytes: Int = 128 << 20, recheck: Duration = .seconds(300),
            lookupRetry: Duration = .seconds(60), fetchRetry: Duration = .seconds(300),
            refresh: Duration = .seconds(86_400), shortestRefresh: Duration = .seconds(3_600),
            unused: Duration = .seconds(90 * 86_400)
        ) {
            self.domains = max(1, domains)
            self.bytes = max(4 << 20, bytes)
            self.recheck = max(.seconds(1), recheck)
            self.lookupRetry = max(.seconds(1), lookupRetry)
            self.fetchRetry = max(.seconds(60), fetchRetry)
            self.shortestRefresh = max(.seconds(60), shortestRefresh)
            self.refresh = max(self.shortestRefresh, refresh)
            self.unused = max(.seconds(86_400), unused)
        }
    }

    /// What is to be done about a domain.
    ///
    /// Complete: the DNS is asked, then perhaps the web server, and that is all.
    public enum Step: Hashable, Sendable {
        /// Nothing.
        case nothing
        /// The domain's record is to be looked up, and `note(_:of:renewing:at:)` told of it.
        case discover
        /// The policy is to be fetched that this record announces, and `note(_:of:under:jitter:at:)` told of it.
        case fetch(MTASTSRecord)
    }

    /// What a look-up found.
    ///
    /// Complete: the answer is known or it is not.
    public enum Finding: Hashable, Sendable {
        /// The answer; the step is to be taken without anybody waiting for it.
        case settled(MTASTSAnswer, Step)
        /// Nothing that holds: the answer comes from taking the step.
        case open(Step)
    }
}

extension Duration {
    /// The whole seconds, up to the age of any policy many times over.
    var wholeSeconds: Int64 { min(max(0, components.seconds), StoredPolicy.latestTime) }
}
