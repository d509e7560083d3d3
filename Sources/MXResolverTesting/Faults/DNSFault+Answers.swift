public import MXResolver

extension DNSFault {
    /// It answers SERVFAIL.
    public static let serverFailure = DNSFault(.responseCode(.serverFailure))
    /// It answers REFUSED.
    public static let refused = DNSFault(.responseCode(.refused))
    /// It answers NOTIMP.
    public static let notImplemented = DNSFault(.responseCode(.notImplemented))
    /// It answers FORMERR.
    public static let formatError = DNSFault(.responseCode(.formatError))
    /// It says that the name does not exist (NXDOMAIN), whatever the zone has.
    ///
    /// A denial is validated like any other answer: for a name that is bogus it is SERVFAIL.
    public static let noSuchDomain = DNSFault(.denial(.noSuchDomain))
    /// It says that there is no such record (NODATA), whatever the zone has.
    ///
    /// A denial is validated like any other answer: for a name that is bogus it is SERVFAIL.
    public static let noData = DNSFault(.denial(.noError))
    /// It is a lame server: neither owns the zone nor asks others, and refers to the root (RFC 1912, section 2.8).
    public static let lame = DNSFault(.referral)
    /// It answers nothing.
    public static let drop = DNSFault(.silence)
    /// It answers by UDP that the answer does not fit (TC), however small it is, and gives no records of it; by TCP as
    /// it should.
    public static let truncated = truncated(keeping: 0)
    /// A look-up comes to a time-out.
    ///
    /// From a `ZoneServer` it is the same as `drop`.
    public static let timeout = failure(.timeout)
    /// A look-up finds that the server cannot be reached.
    ///
    /// A `ZoneServer`, which can be, answers nothing.
    public static let unreachable = failure(.unreachable)
    /// It answers as it should, twice.
    public static let duplicate = DNSFault(.duplicate)

    /// It answers by UDP that the answer does not fit (TC), and gives a part of it; by TCP as it should.
    ///
    /// A client must not believe the part: whether what it wants to know is in it, nobody says (RFC 2181, section 9).
    ///
    /// - Parameter count: how many records of the answer it gives, the first ones; fewer if there are fewer, and none
    ///   if what would be given does not fit.
    /// - Returns: the fault.
    public static func truncated(keeping count: Int) -> DNSFault {
        DNSFault(.truncation(keeping: max(0, count)), over: .datagram)
    }

    /// It answers as it should, but later.
    ///
    /// - Parameter delay: how much later.
    /// - Returns: the fault.
    public static func delay(_ delay: Duration) -> DNSFault { DNSFault(.answer).after(delay) }

    /// It answers a code and no records.
    ///
    /// - Parameter code: the code; those above 15 need a query with extended DNS and lose their upper bits without.
    /// - Returns: the fault.
    public static func responseCode(_ code: DNSResponseCode) -> DNSFault { DNSFault(.responseCode(code)) }

    /// It answers as it should, with another time to live of each record, as a cache does whose copy is about to end.
    ///
    /// - Parameter seconds: the time to live in seconds.
    /// - Returns: the fault.
    public static func timeToLive(_ seconds: UInt32) -> DNSFault { DNSFault(.timeToLive(seconds)) }

    /// It makes a look-up fail.
    ///
    /// - Parameter failure: what a `ZoneResolver` answers, exactly. A `ZoneServer` answers what makes a client find it,
    ///   and nothing where that is a matter of the network.
    /// - Returns: the fault.
    public static func failure(_ failure: DNSFailure) -> DNSFault { DNSFault(.failure(failure)) }
}

extension DNSFault {
    /// It answers a query with extended DNS with FORMERR and without, as old servers do (RFC 6891, section 7).
    public static let extendedDNSRefused = DNSFault(.extendedDNS(.refusal(.formatError)))
    /// It answers a query with extended DNS with NOTIMP and without.
    public static let extendedDNSNotImplemented = DNSFault(.extendedDNS(.refusal(.notImplemented)))
    /// It answers nothing to a query with extended DNS, as behind some firewalls.
    public static let extendedDNSDropped = DNSFault(.extendedDNS(.silence))
    /// It answers a query with extended DNS as if it had none: small datagrams and no OPT record.
    public static let extendedDNSIgnored = DNSFault(.extendedDNS(.ignorance))
    /// It knows no such version of extended DNS (BADVERS; RFC 6891, section 6.1.3).
    public static let badVersion = DNSFault(.extendedDNS(.badVersion))
}
