public import MailAddressing

/// How long a peer that failed to log in has to wait before its next password is looked at.
///
/// Three counts of failures: an address that has too many is refused for a while, unchecked; so is a stranger in a
/// network that has too many; and an account on which strangers fail answers strangers late, but answers, so that
/// nobody can shut its owner out. An address is known to an account for some weeks after a login from it, else it is a
/// stranger. Names that are no accounts are counted like accounts, so that a wait tells nothing about them.
///
/// Guarantees: a value without a clock; each call takes constant time; the tables are bounded, with the default limits
/// below 80 MiB when all of them are full. A login takes back the failures that its address had on that account just
/// before, and no others, so that an attacker's own account buys no guesses.
///
/// Each check that `admit` lets in is told of when it ends, by `failed` or `succeeded`. After its free failures an
/// address is let in one attempt at a time; before, the caller bounds how many checks of an address run at once. An
/// address of nil (a peer without one, or one that speaks for many users, such as a web mail) has no count of its own:
/// only accounts count. Time is the `Duration` since any fixed moment on a clock that does not go back.
public struct AuthenticationThrottle: Sendable {
    /// What is done with an attempt to log in; complete.
    public enum Admission: Hashable, Sendable {
        /// The password is checked.
        case now
        /// The password is checked after this time.
        case after(Duration)
        /// Nothing is checked, as this address or its network failed too often; this is the time until it may try again.
        case refused(for: Duration)
    }

    /// The limits.
    public let limits: AuthenticationLimits
    // Internal, not private, for the steps in their own file.
    var addresses: BoundedTable<IPAddress, AddressRecord>
    var networks: BoundedTable<IPAddress, PeerRecord>
    var accounts: BoundedTable<UInt64, AccountRecord>

    /// Makes a throttle that knows of no failure.
    ///
    /// - Parameter limits: the limits.
    public init(limits: AuthenticationLimits = AuthenticationLimits()) {
        self.limits = limits
        addresses = BoundedTable(capacity: limits.maximumAddresses)
        networks = BoundedTable(capacity: limits.maximumNetworks)
        accounts = BoundedTable(capacity: limits.maximumAccounts)
    }

    /// Says whether and when the password of an attempt is checked; call it before the check.
    ///
    /// - Parameters:
    ///   - address: the address of the peer.
    ///   - account: the name that the peer gave, as the directory spells it; letters of ASCII match in either case.
    ///   - now: the time.
    /// - Returns: what to do. After a refusal the attempt is over, and nothing more is told of it.
    public mutating func admit(address: IPAddress?, account: String, now: Duration) -> Admission {
        guard let address else { return admitAccount(AccountRecord.key(of: account), from: nil, now: now) }
        let client = ClientNetwork(address)
        let key = client.address
        // First what costs least, as most of a flood ends here.
        let position = addresses.position(of: key)
        if let position,
            let wait = addresses.records[position].peer.wait(after: limits.freeFailures, now: now, limits: limits)
        {
            return .refused(for: wait)
        }
        let accountKey = AccountRecord.key(of: account)
        if !isKnown(key, to: accountKey, now: now), let position = networks.position(of: client.network) {
            let free = limits.freeNetworkFailures
            if let wait = networks.records[position].wait(after: free, now: now, limits: limits) {
                return .refused(for: wait)
            }
            networks.records[position].begin(after: free, now: now, limits: limits)
        }
        if let position {
            addresses.records[position].peer.begin(after: limits.freeFailures, now: now, limits: limits)
        }
        return admitAccount(accountKey, from: key, now: now)
    }

    /// Tells that a password was checked and wrong, or that there is no such account.
    ///
    /// A mail program tries the same old password for days. Where the tag tells that a wrong password is one of the
    /// last four of that address, it does not count again, as it guesses nothing.
    ///
    /// - Parameters:
    ///   - address: the address of the peer, as in `admit`.
    ///   - account: the name that the peer gave.
    ///   - passwordTag: a hash of the password with a key of this process, or nil to count each failure.
    ///   - now: the time.
    public mutating func failed(
        address: IPAddress?, account: String, passwordTag: UInt64? = nil, now: Duration
    ) {
        let client = address.map { ClientNetwork($0) }
        let accountKey = AccountRecord.key(of: account)
        if let client {
            let position = addressPosition(client.address, now: now)
            if let passwordTag, addresses.records[position].repeats(account: accountKey, passwordTag: passwordTag) {
                excuse(client)
                return
            }
        }
        var weight = 1
        if !isKnown(client?.address, to: accountKey, now: now) {
            let position = accountPosition(accountKey, now: now)
            let failures = accounts.records[position].failures.value(at: now, fadingTime: limits.fadingTime)
            if failures >= limits.attackFailures { weight = max(1, limits.attackWeight) }
            accounts.records[position].failures.add(1, now: now, fadingTime: limits.fadingTime)
        }
        guard let client else { return }
        let position = addressPosition(client.address, now: now)
        addresses.records[position].fail(account: accountKey, weight: weight, now: now, fadingTime: limits.fadingTime)
        let networkPosition = networkPosition(client.network, now: now)
        networks.records[networkPosition].failures.add(weight, now: now, fadingTime: limits.fadingTime)
    }

    /// Whether the wrong password is one of the last four of that address for the account, so that nothing is learnt by
    /// checking it again.
    ///
    /// - Parameters:
    ///   - address: the address of the peer, as in `admit`.
    ///   - account: the name that the peer gave.
    ///   - passwordTag: a hash of the password, as in `failed`.
    public func repeats(address: IPAddress?, account: String, passwordTag: UInt64) -> Bool {
        guard let address, let position = addresses.position(of: ClientNetwork(address).address) else { return false }
        return addresses.records[position].holds(account: AccountRecord.key(of: account), passwordTag: passwordTag)
    }

    /// Whether somebody logged in to the account from the address in the last weeks.
    ///
    /// - Parameters:
    ///   - address: the address of the peer, as in `admit`.
    ///   - account: the name that the peer gave.
    ///   - now: the time.
    public func knows(address: IPAddress?, account: String, now: Duration) -> Bool {
        isKnown(address.map { ClientNetwork($0).address }, to: AccountRecord.key(of: account), now: now)
    }

    /// Tells that an attempt came to nothing by no fault of the peer's, such as accounts that cannot be read now.
    ///
    /// - Parameter address: the address of the peer, as in `admit`.
    public mutating func excused(address: IPAddress?) {
        if let address { excuse(ClientNetwork(address)) }
    }

    /// Tells that the peer logged in: its address is known to the account from now on.
    ///
    /// - Parameters:
    ///   - address: the address of the peer, as in `admit`.
    ///   - account: the name that the peer gave.
    ///   - now: the time.
    public mutating func succeeded(address: IPAddress?, account: String, now: Duration) {
        let client = address.map { ClientNetwork($0) }
        let accountKey = AccountRecord.key(of: account)
        if let client { forgive(client, account: accountKey) }
        let position = accountPosition(accountKey, now: now)
        accounts.records[position].welcome(client?.address, now: now, limits: limits)
    }
}
