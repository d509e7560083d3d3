internal import MXResolver

/// What goes wrong with a question, when, and how often.
///
/// The same faults are for a `ZoneServer`, which does them on its sockets, and for a `ZoneResolver`, which answers what
/// a client would make of them. A fault is chosen by name and then narrowed:
///
///     server.fail(name, .mx, with: .serverFailure.times(2))
///     server.fail(name, with: [.truncated, .closed.over(.stream)])
///
/// Open: the faults are static members, and more may come.
public struct DNSFault: Hashable, Sendable {
    /// What is done.
    let behaviour: Behaviour
    /// How long the answer is held back.
    private(set) var delay: Duration?
    /// The only transport that it is for, or nil for both.
    private(set) var transport: DNSTransport?
    /// How often it happens, or nil for always.
    private(set) var limit: Int?
    /// Which questions it happens to: 1 for each, 2 for each second.
    private(set) var stride = 1
    /// Whether the right answer follows.
    private(set) var isFollowedByAnswer = false

    /// Makes a fault that always happens.
    init(_ behaviour: Behaviour, over transport: DNSTransport? = nil) {
        self.behaviour = behaviour
        self.transport = transport
    }
}

extension DNSFault {
    /// The same fault with its answer held back.
    ///
    /// - Parameter delay: for how long.
    /// - Returns: the fault.
    public func after(_ delay: Duration) -> DNSFault { changed { $0.delay = delay } }

    /// The same fault for the first questions only; those that it is not for do not count.
    ///
    /// - Parameter count: how often it happens.
    /// - Returns: the fault.
    public func times(_ count: Int) -> DNSFault { changed { $0.limit = max(0, count) } }

    /// The same fault for each second, third… question only; those that it is not for do not count.
    ///
    /// - Parameter count: 3 for the third, the sixth and so on.
    /// - Returns: the fault.
    public func every(_ count: Int) -> DNSFault { changed { $0.stride = max(1, count) } }

    /// The same fault for queries by one transport only.
    ///
    /// - Parameter transport: the transport.
    /// - Returns: the fault.
    public func over(_ transport: DNSTransport) -> DNSFault { changed { $0.transport = transport } }

    /// The same fault, and the right answer behind it, as when somebody forges an answer that comes first.
    ///
    /// - Returns: the fault.
    public func followedByAnswer() -> DNSFault { changed { $0.isFollowedByAnswer = true } }

    private func changed(_ change: (inout DNSFault) -> Void) -> DNSFault {
        var fault = self
        change(&fault)
        return fault
    }

    /// Whether it is for a query at all, however often it has happened.
    func isFor(_ query: DNSMessage, by transport: DNSTransport) -> Bool {
        guard self.transport ?? transport == transport else { return false }
        if case .extendedDNS = behaviour { return query.extended != nil }
        return true
    }
}

extension DNSFault {
    /// What is done with a question.
    enum Behaviour: Hashable, Sendable {
        /// The right answer.
        case answer
        /// An answer without records and with a code.
        case responseCode(DNSResponseCode)
        /// A denial as the zone would word it.
        case denial(DNSResponseCode)
        /// A failure of a look-up, which a server does as well as it can.
        case failure(DNSFailure)
        /// A referral elsewhere.
        case referral
        /// No answer.
        case silence
        /// The right answer, cut off behind so many records and marked so.
        case truncation(keeping: Int)
        /// The right answer with this time to live.
        case timeToLive(UInt32)
        /// The right answer, twice.
        case duplicate
        /// Other octets than those of the right answer.
        case damage(Damage)
        /// A client's extended DNS is not welcome.
        case extendedDNS(ExtendedDNSFault)
        /// The right answer in pieces of one octet, with a pause before each.
        case octetByOctet(Duration)
        /// The connection is closed behind so many octets of the right answer, its length included.
        case closing(after: Int)
    }

    /// What is done with the octets of the right answer.
    enum Damage: Hashable, Sendable {
        case withoutLastOctet
        case cutOff(Int)
        case wrongIdentifier
        case wrongQuestion
        case withoutQuestion
        case otherName
        case aliasLoop
        case oversizedCounts
        case garbage
        case octets([UInt8])
    }

    /// What a server does that does not like extended DNS.
    enum ExtendedDNSFault: Hashable, Sendable {
        /// It answers with a code and without extended DNS.
        case refusal(DNSResponseCode)
        /// It says that it knows no such version.
        case badVersion
        /// It answers nothing.
        case silence
        /// It answers without extended DNS.
        case ignorance
    }
}
