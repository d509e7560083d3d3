extension DNSFault {
    /// It leaves the last octet of its answer out.
    public static let malformed = DNSFault(.damage(.withoutLastOctet))
    /// It answers with another identifier than the query has; a client must not take that for its answer.
    public static let wrongIdentifier = DNSFault(.damage(.wrongIdentifier))
    /// It answers a question for another name; a client must not take that for its answer.
    public static let wrongQuestion = DNSFault(.damage(.wrongQuestion))
    /// It answers without the question.
    public static let withoutQuestion = DNSFault(.damage(.withoutQuestion))
    /// It answers the right question with records of another name.
    public static let otherName = DNSFault(.damage(.otherName))
    /// It answers with two aliases that lead to each other.
    public static let aliasLoop = DNSFault(.damage(.aliasLoop))
    /// It announces 65,535 records in each section.
    public static let oversizedCounts = DNSFault(.damage(.oversizedCounts))
    /// It answers with the right identifier and, behind it, octets that mean nothing.
    public static let garbage = DNSFault(.damage(.garbage))
    /// It answers with no octets: an empty datagram, or a length of 0.
    public static let empty = DNSFault(.damage(.octets([])))

    /// It cuts its answer off; the header does not say so.
    ///
    /// - Parameter count: how many octets it sends at most.
    /// - Returns: the fault.
    public static func cutOff(at count: Int) -> DNSFault { DNSFault(.damage(.cutOff(max(0, count)))) }

    /// It answers with given octets.
    ///
    /// - Parameter octets: the octets of the message, at most 65,535 of which are sent.
    /// - Returns: the fault.
    public static func octets(_ octets: [UInt8]) -> DNSFault { DNSFault(.damage(.octets(octets))) }
}

extension DNSFault {
    /// It closes the connection instead of answering; only queries by TCP have one.
    public static let closed = DNSFault(.closing(after: 0), over: .stream)

    /// It closes the connection in the middle of its answer; only queries by TCP have one.
    ///
    /// - Parameter count: behind how many octets, the two of the length included.
    /// - Returns: the fault.
    public static func closed(after count: Int) -> DNSFault { DNSFault(.closing(after: max(0, count)), over: .stream) }

    /// It answers by TCP one octet at a time.
    ///
    /// - Parameter pause: how long it waits before each octet. Without one each octet is written by itself, but a
    ///   client may find several at once.
    /// - Returns: the fault.
    public static func octetByOctet(pause: Duration = .zero) -> DNSFault {
        DNSFault(.octetByOctet(pause), over: .stream)
    }
}
