public import MailAddressing

extension MailExchangeResolver {
    /// What is asked and believed when a route is looked for.
    public struct Options: Sendable {
        /// What becomes of addresses at which no public mail host can be.
        public var privateAddresses: PrivateAddresses
        /// Which of a host's addresses are tried, and which family first.
        public var addressPreference: AddressPreference
        /// The names under which this host takes mail; mail is never sent to hosts no better than one of these.
        public var ownHostNames: Set<DomainName>
        /// The addresses at which this host takes mail; a mail host that has one of them is this one.
        ///
        /// None by default: they say something only where mail goes to port 25 and this host listens there. IPv4-mapped
        /// ones are kept as IPv4.
        public var ownAddresses: Set<IPAddress> {
            didSet { ownAddresses = Set(ownAddresses.map(\.unmapped)) }
        }
        /// How many hosts of a domain are looked up at once, the best ones, and are in a route at most.
        ///
        /// Ten are more than any domain needs; hundreds would make us ask the DNS hundreds of questions for one
        /// message. No more than one question and two for each host that is looked up are asked for a route.
        ///
        /// Known limit: a host that is not looked up is recognized as this one by its name alone, not by an alias or an
        /// address. Where a domain has more hosts of one preference than this, and names this host among them by a name
        /// that is none of `ownHostNames`, mail may go to one that is no better.
        public var maximumHosts: Int
        /// In how many rounds hosts are looked up, `maximumHosts` in each: while none is usable, the next best follow.
        ///
        /// Three let 20 dead hosts stand before a live one. A domain whose first 30 are dead has to mend its records,
        /// and its mail waits for that.
        public var maximumRounds: Int
        /// How many addresses of a host are tried, the first ones.
        ///
        /// Eight are more than a host behind which machines share the work needs; where eight of them do not answer,
        /// the next host is the better bet.
        public var maximumAddressesPerHost: Int
        /// How many addresses of all hosts together are tried, those of the first hosts.
        ///
        /// Each that stays silent costs a time-out; 32 of 30 seconds hold an attempt for a quarter of an hour, and no
        /// domain that wants its mail needs more.
        public var maximumAddresses: Int
        /// Which hosts count as one when the site of a route is named.
        public var siteRollups: [SiteRollup]
        /// Makes the source of randomness that orders hosts of equal preference; called once for each route.
        public var makeRandomNumberGenerator: @Sendable () -> any RandomNumberGenerator

        /// Makes options.
        ///
        /// - Parameters:
        ///   - privateAddresses: what becomes of addresses at which no public mail host can be.
        ///   - addressPreference: which of a host's addresses are tried, and which family first.
        ///   - ownHostNames: the names under which this host takes mail.
        ///   - ownAddresses: the addresses at which this host takes mail.
        ///   - maximumHosts: how many hosts of a domain are looked up at once, at least one.
        ///   - maximumRounds: in how many rounds hosts are looked up while none is usable, at least one.
        ///   - maximumAddressesPerHost: how many addresses of a host are tried, at least one.
        ///   - maximumAddresses: how many addresses of all hosts together are tried, at least one.
        ///   - siteRollups: which hosts count as one when the site of a route is named.
        ///   - makeRandomNumberGenerator: makes the source of randomness; default the system's.
        public init(
            privateAddresses: PrivateAddresses = .refuse, addressPreference: AddressPreference = .ipv6First,
            ownHostNames: Set<DomainName> = [], ownAddresses: Set<IPAddress> = [], maximumHosts: Int = 10,
            maximumRounds: Int = 3, maximumAddressesPerHost: Int = 8, maximumAddresses: Int = 32,
            siteRollups: [SiteRollup] = SiteRollup.wellKnown,
            makeRandomNumberGenerator: @escaping @Sendable () -> any RandomNumberGenerator = {
                SystemRandomNumberGenerator()
            }
        ) {
            self.privateAddresses = privateAddresses
            self.addressPreference = addressPreference
            self.ownHostNames = ownHostNames
            self.ownAddresses = Set(ownAddresses.map(\.unmapped))
            self.maximumHosts = max(1, maximumHosts)
            self.maximumRounds = max(1, maximumRounds)
            self.maximumAddressesPerHost = max(1, maximumAddressesPerHost)
            self.maximumAddresses = max(1, maximumAddresses)
            self.siteRollups = siteRollups
            self.makeRandomNumberGenerator = makeRandomNumberGenerator
        }
    }

    /// What becomes of loopback, private and other special-purpose addresses.
    ///
    /// Complete: a stranger's DNS either may make us connect to the inside of our network, or not.
    public enum PrivateAddresses: String, Hashable, Sendable, CaseIterable {
        /// They are left out.
        case refuse
        /// They are used like others.
        case allow
    }
}

/// A generator of a type that is not known here, as the standard library's algorithms take one.
struct AnyRandomNumberGenerator: RandomNumberGenerator {
    /// The generator itself.
    var base: any RandomNumberGenerator

    /// The next number of the generator.
    mutating func next() -> UInt64 { base.next() }
}
