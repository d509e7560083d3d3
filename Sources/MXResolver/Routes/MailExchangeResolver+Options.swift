public import MailAddressing

extension MailExchangeResolver {
    /// What is asked and believed when a route is looked for.
    public struct Options: Sendable {
        /// What becomes of addresses at which no public mail host can be.
        public var privateAddresses: PrivateAddresses
        /// The names under which this host takes mail; mail is never sent to hosts no better than one of these.
        public var ownHostNames: Set<DomainName>
        /// How many hosts of a domain are looked at, the best ones.
        ///
        /// Ten are more than any domain needs; hundreds would make us ask the DNS hundreds of questions for one message.
        public var maximumHosts: Int
        /// How many addresses of a host are tried, the first ones.
        public var maximumAddressesPerHost: Int
        /// Makes the source of randomness that orders hosts of equal preference; called once for each route.
        public var makeRandomNumberGenerator: @Sendable () -> any RandomNumberGenerator

        /// Makes options.
        ///
        /// - Parameters:
        ///   - privateAddresses: what becomes of addresses at which no public mail host can be.
        ///   - ownHostNames: the names under which this host takes mail.
        ///   - maximumHosts: how many hosts of a domain are looked at, at least one.
        ///   - maximumAddressesPerHost: how many addresses of a host are tried, at least one.
        ///   - makeRandomNumberGenerator: makes the source of randomness; default the system's.
        public init(
            privateAddresses: PrivateAddresses = .refuse, ownHostNames: Set<DomainName> = [], maximumHosts: Int = 10,
            maximumAddressesPerHost: Int = 8,
            makeRandomNumberGenerator: @escaping @Sendable () -> any RandomNumberGenerator = {
                SystemRandomNumberGenerator()
            }
        ) {
            self.privateAddresses = privateAddresses
            self.ownHostNames = ownHostNames
            self.maximumHosts = max(1, maximumHosts)
            self.maximumAddressesPerHost = max(1, maximumAddressesPerHost)
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
