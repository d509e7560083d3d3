internal import MailAddressing

/// What is known of a network, and the like of an address.
struct PeerRecord: Sendable {
    var failures = FailureCount()
    /// When the last attempt was let in that came after the free failures, and which is not excused.
    private var trial: Duration?

    /// How long the peer still has to wait because of its failures; nil if it need not.
    func wait(after free: Int, now: Duration, limits: AuthenticationLimits) -> Duration? {
        let count = failures.value(at: now, fadingTime: limits.fadingTime)
        guard count > free else { return nil }
        let wait = limits.firstWait.doubled(count - free - 1, most: limits.longestWait)
        // A trial is a failure until it is a success: else a peer would guess many times at once after each wait.
        let left = max(failures.last, trial ?? failures.last) + wait - now
        return left > .zero ? left : nil
    }

    /// Lets an attempt in.
    mutating func begin(after free: Int, now: Duration, limits: AuthenticationLimits) {
        guard failures.value(at: now, fadingTime: limits.fadingTime) > free else { return }
        trial = now
    }

    /// The last attempt was a success, or guessed nothing.
    mutating func excuse() { trial = nil }

    /// How much the record is to be missed: by its failures, then by its age.
    func burden(at now: Duration, limits: AuthenticationLimits) -> (count: Int, last: Duration) {
        (failures.value(at: now, fadingTime: limits.fadingTime), failures.last)
    }
}

/// What is known of an address.
struct AddressRecord: Sendable {
    var peer = PeerRecord()
    /// The account of the last failures, and how many of them are its own.
    private(set) var account: UInt64 = 0
    var accountFailures = 0
    /// The last four wrong passwords with their accounts, as hashes.
    private var guesses: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    mutating func fail(account: UInt64, weight: Int, now: Duration, fadingTime: Duration) {
        let mine = FailureCount(count: account == self.account ? accountFailures : 0, last: peer.failures.last)
        accountFailures = mine.value(at: now, fadingTime: fadingTime) + weight
        self.account = account
        peer.failures.add(weight, now: now, fadingTime: fadingTime)
    }

    /// Whether the wrong password is one of the last.
    func holds(account: UInt64, passwordTag: UInt64) -> Bool {
        let guess = Self.guess(account, passwordTag)
        return guess == guesses.0 || guess == guesses.1 || guess == guesses.2 || guess == guesses.3
    }

    /// Whether the wrong password is one of the last; it is from now on.
    mutating func repeats(account: UInt64, passwordTag: UInt64) -> Bool {
        if holds(account: account, passwordTag: passwordTag) { return true }
        guesses = (Self.guess(account, passwordTag), guesses.0, guesses.1, guesses.2)
        return false
    }

    private static func guess(_ account: UInt64, _ passwordTag: UInt64) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(account)
        hasher.combine(passwordTag)
        return UInt64(truncatingIfNeeded: hasher.finalize())
    }
}

/// What is known of an account.
struct AccountRecord: Sendable {
    /// An address from which somebody logged in; nil is a peer without one.
    struct KnownAddress: Sendable {
        let address: IPAddress?
        var last: Duration
    }

    /// The failures of strangers.
    var failures = FailureCount()
    private(set) var known: [KnownAddress] = []

    func knows(_ address: IPAddress?, now: Duration, lifetime: Duration) -> Bool {
        known.contains { $0.address == address && now - $0.last <= lifetime }
    }

    mutating func welcome(_ address: IPAddress?, now: Duration, limits: AuthenticationLimits) {
        known.removeAll { $0.address == address || now - $0.last > limits.knownAddressLifetime }
        // In the order of the last login: the first one is the oldest.
        known.removeFirst(max(0, known.count - max(1, limits.maximumKnownAddresses) + 1))
        known.append(KnownAddress(address: address, last: now))
    }

    /// How much the record is to be missed: that of an account which somebody uses most of all.
    func burden(at now: Duration, limits: AuthenticationLimits) -> (isUsed: Int, count: Int, last: Duration) {
        let login = known.last.map(\.last)
        let isUsed = login.map { now - $0 <= limits.knownAddressLifetime } ?? false
        let count = failures.value(at: now, fadingTime: limits.fadingTime)
        return (isUsed ? 1 : 0, count, max(failures.last, login ?? .zero))
    }

    /// A name as its hash with a key of the process, so that no name takes more room than another.
    static func key(of name: String) -> UInt64 {
        var hasher = Hasher()
        var word: UInt64 = 0
        var count = 0
        for octet in name.utf8 {
            let isUpper = octet >= UInt8(ascii: "A") && octet <= UInt8(ascii: "Z")
            word = word << 8 | UInt64(isUpper ? octet | 0x20 : octet)
            count += 1
            if count & 7 == 0 { hasher.combine(word) }
        }
        hasher.combine(word)
        hasher.combine(count)
        return UInt64(truncatingIfNeeded: hasher.finalize())
    }
}
