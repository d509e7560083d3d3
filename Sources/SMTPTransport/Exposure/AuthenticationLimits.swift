/// How a server slows down those who guess passwords; `AuthenticationThrottle` does it.
///
/// A network is the /24 of an IPv4 address or the /48 of an IPv6 address; an IPv6 /64 counts as one address, as one
/// subscriber has all of it.
public struct AuthenticationLimits: Hashable, Sendable {
    /// How many failures an address has free, before it has to wait.
    ///
    /// Default 3: who mistypes a password gets it right at the third try or looks it up.
    public var freeFailures = 3
    /// How many failures a network has free, before strangers in it have to wait.
    ///
    /// Default 30: ten people who share a /24 with an office or a carrier may mistype at the same time, and a rented
    /// block of 256 addresses does not have 256 times the guesses of one.
    public var freeNetworkFailures = 30
    /// The wait after the first failure that is not free; each further one doubles it.
    ///
    /// Default 2 seconds: a person does not notice it.
    public var firstWait: Duration = .seconds(2)
    /// The longest wait after a failure.
    ///
    /// Default 15 minutes: under a hundred guesses a day from an address, and the innocent who share it with a guesser
    /// get in again the same hour.
    public var longestWait: Duration = .seconds(900)
    /// How long an address, network or account has to be without failures for its count of them to halve.
    ///
    /// Default 30 minutes: twice the longest wait, so that whoever guesses once in each wait is not forgiven.
    public var fadingTime: Duration = .seconds(1_800)

    /// The delay of a stranger's attempt on an account after the first failure of a stranger; each further one doubles
    /// it.
    ///
    /// Default 250 ms: about the time of a round trip and a password check, which nobody notices.
    public var firstAccountDelay: Duration = .milliseconds(250)
    /// The longest delay of a stranger's attempt on an account.
    ///
    /// Default 10 seconds: mail programs wait for a reply at least 30 seconds, so the right password gets in.
    public var longestAccountDelay: Duration = .seconds(10)
    /// From how many failures of strangers on an account is under attack: a stranger's failure on it then weighs
    /// `attackWeight` failures.
    ///
    /// Default 100: no owner of an account mistypes so often from new places.
    public var attackFailures = 100
    /// How many failures one of a stranger on an account under attack counts for.
    ///
    /// Default 4: beyond the free ones at once, so that each address of a large botnet has a handful of guesses.
    public var attackWeight = 4
    /// For how long an address is known to an account after a login from it.
    ///
    /// Default 30 days: a month of holidays does not make the office a strange place.
    public var knownAddressLifetime: Duration = .seconds(30 * 86_400)

    /// How many addresses are kept count of; beyond it one with few or old failures goes.
    ///
    /// Default 100,000: a large botnet at a time, in about 25 MiB.
    public var maximumAddresses = 100_000
    /// How many networks are kept count of.
    ///
    /// Default 50,000: the addresses of a botnet lie two and more in a network.
    public var maximumNetworks = 50_000
    /// How many account names, of accounts that exist or not, are kept count of; those that nobody ever logged in to
    /// go first.
    ///
    /// Default 50,000: the accounts of a large server in daily use.
    public var maximumAccounts = 50_000
    /// How many addresses are known to an account; beyond it the one that was used longest ago goes.
    ///
    /// Default 8: home, office, and the networks in between.
    public var maximumKnownAddresses = 8

    /// Makes the default limits.
    public init() {}
}
