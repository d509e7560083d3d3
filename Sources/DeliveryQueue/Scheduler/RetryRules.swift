/// When deferred deliveries are tried again, by what they met and where they go.
///
/// A site's own schedule is taken before that of the kind of trouble, as whoever has named the site knows it best; what
/// neither fits goes by the standard one. When the queue gives up is fixed at acceptance by the standard schedule: the
/// `expiry` of another one counts where it is shorter.
///
/// A recipient that only waits, as its site is suspended or at a limit, goes by its site's schedule or the standard
/// one: what its last attempt met is not kept, so a schedule by the kind of trouble counts when an attempt ends.
public struct RetryRules: Sendable {
    /// A site with a schedule of its own.
    public struct SiteRule: Hashable, Sendable {
        /// Which: a site's name, a recipient domain, or `*.example.com` for the hosts and domains below.
        public var pattern: String
        /// When deferred deliveries to it are tried again.
        public var schedule: RetrySchedule

        /// Makes a rule.
        ///
        /// - Parameters:
        ///   - pattern: a site's name, a recipient domain, or `*.example.com` for the hosts and domains below.
        ///   - schedule: when deferred deliveries are tried again.
        public init(_ pattern: String, _ schedule: RetrySchedule) {
            self.pattern = pattern
            self.schedule = schedule
        }
    }

    /// What holds where no other schedule fits.
    public var standard: RetrySchedule
    /// By the kind of trouble that an attempt met.
    public var classes: [DeliveryErrorClass: RetrySchedule]
    /// By site; the first that fits is taken.
    public var sites: [SiteRule] { didSet { index = Self.index(sites) } }
    private var index: RuleIndex

    /// Makes rules.
    ///
    /// - Parameters:
    ///   - standard: what holds where no other schedule fits.
    ///   - classes: by the kind of trouble that an attempt met.
    ///   - sites: by site; the first that fits is taken.
    public init(
        standard: RetrySchedule = RetrySchedule(), classes: [DeliveryErrorClass: RetrySchedule] = [:],
        sites: [SiteRule] = []
    ) {
        self.standard = standard
        self.classes = classes
        self.sites = sites
        index = Self.index(sites)
    }

    /// Patterns are those of shaping rules, so that one way of naming sites does for both.
    private static func index(_ sites: [SiteRule]) -> RuleIndex {
        RuleIndex(
            sites.map { ShapingRules.Rule(name: $0.pattern, patterns: [$0.pattern], limits: ShapingLimits()) })
    }
}

extension RetryRules: Hashable {
    /// Whether two sets of rules say the same.
    public static func == (left: RetryRules, right: RetryRules) -> Bool {
        (left.standard, left.classes, left.sites) == (right.standard, right.classes, right.sites)
    }

    /// Hashes what the rules say.
    ///
    /// - Parameter hasher: takes it.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(standard)
        hasher.combine(classes)
        hasher.combine(sites)
    }
}

extension RetryRules {
    /// The schedule for a deferred delivery.
    ///
    /// - Parameters:
    ///   - errorClass: what it met, or nil where no attempt was made.
    ///   - site: the site that it was tried at.
    ///   - domain: the recipient's domain.
    public func schedule(for errorClass: DeliveryErrorClass? = nil, site: String, domain: String) -> RetrySchedule {
        if !sites.isEmpty {
            let names = site == domain ? [site] : [site, domain]
            if let rule = names.compactMap({ index.first(for: $0) }).min() { return sites[rule].schedule }
        }
        return errorClass.flatMap { classes[$0] } ?? standard
    }

    /// How long a delivery waits for its next attempt: as its schedule says, or as the other side has asked.
    ///
    /// - Parameters:
    ///   - schedule: the delivery's schedule.
    ///   - attempts: how many attempts were made, at least one.
    ///   - retryAfter: how long the other side asks to wait; at most the schedule's longest wait is kept to.
    ///   - random: where the jitter comes from.
    public static func wait(
        by schedule: RetrySchedule, afterAttempts attempts: Int, retryAfter: Duration?,
        using random: inout some RandomNumberGenerator
    ) -> Duration {
        let wait = schedule.delay(afterAttempts: attempts, using: &random)
        guard let retryAfter else { return wait }
        return max(wait, min(retryAfter, schedule.maximum))
    }
}
