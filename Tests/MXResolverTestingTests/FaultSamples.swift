import MXResolver
import MXResolverTesting
import Testing

/// A fault, what a look-up in memory makes of it, and what c-ares does, with a server and a client over the network.
struct FaultSample: CustomTestStringConvertible, Sendable {
    /// What comes of a look-up.
    enum Outcome: Hashable, Sendable {
        case answer
        case noSuchDomain
        case noData
        case refused
        case serverFailure
        case code(UInt16)
        case timeout
        case unreachable
        case malformed
        case cancelled

        init(_ result: Result<DNSAnswer, DNSFailure>) {
            switch result {
            case .success: self = .answer
            case .failure(.noSuchDomain): self = .noSuchDomain
            case .failure(.noData): self = .noData
            case .failure(.refused): self = .refused
            case .failure(.serverFailure): self = .serverFailure
            case .failure(.unexpectedResponse(let code)): self = .code(code.rawValue)
            case .failure(.timeout): self = .timeout
            case .failure(.unreachable): self = .unreachable
            case .failure(.malformed): self = .malformed
            case .failure(.cancelled): self = .cancelled
            }
        }
    }

    let testDescription: String
    let faults: [DNSFault]
    let outcome: Outcome
    /// Whether a client asks by TCP too.
    let goesByTCP: Bool

    init(_ description: String, _ faults: [DNSFault], _ outcome: Outcome, goesByTCP: Bool = false) {
        testDescription = description
        self.faults = faults
        self.outcome = outcome
        self.goesByTCP = goesByTCP
    }

    /// A sample whose answer by UDP is cut off.
    private static func cutOff(_ description: String, _ stream: [DNSFault], _ outcome: Outcome) -> FaultSample {
        FaultSample("cut off, " + description, [.truncated] + stream, outcome, goesByTCP: true)
    }

    /// A sample whose answer by UDP is cut off behind a record, which is not to be believed.
    private static func partial(_ description: String, _ stream: [DNSFault], _ outcome: Outcome) -> FaultSample {
        FaultSample(
            "cut off behind a record, " + description, [.truncated(keeping: 1)] + stream, outcome, goesByTCP: true)
    }

    /// Everything that a server can do to a client with one server.
    static let all = answers + octets + extendedDNS + streams

    private static let answers = [
        FaultSample("no fault", [], .answer),
        FaultSample("NXDOMAIN", [.noSuchDomain], .noSuchDomain),
        FaultSample("NODATA", [.noData], .noData),
        FaultSample("SERVFAIL", [.serverFailure], .serverFailure),
        FaultSample("REFUSED", [.refused], .refused),
        FaultSample("NOTIMP", [.notImplemented], .code(4)),
        FaultSample("FORMERR", [.formatError], .code(1)),
        FaultSample("another code", [.responseCode(DNSResponseCode(rawValue: 9))], .code(9)),
        FaultSample("an extended code", [.responseCode(DNSResponseCode(rawValue: 0x123))], .code(0x123)),
        FaultSample("lame", [.lame], .refused),
        FaultSample("no answer", [.drop], .timeout),
        FaultSample("time to live of 0", [.timeToLive(0)], .answer),
        FaultSample("twice", [.duplicate], .answer),
        FaultSample("first SERVFAIL, then right", [.serverFailure.times(1)], .serverFailure),
        FaultSample("a failure: refused", [.failure(.refused)], .refused),
        FaultSample("a failure: no such domain", [.failure(.noSuchDomain())], .noSuchDomain),
        FaultSample("a failure: no data", [.failure(.noData())], .noData),
        FaultSample("a failure: server failure", [.failure(.serverFailure)], .serverFailure),
        FaultSample("a failure: a code", [.failure(.unexpectedResponse(.notImplemented))], .code(4)),
        FaultSample("a failure: time-out", [.timeout], .timeout),
        FaultSample("a failure: malformed", [.failure(.malformed(DNSMessageError(.pointer, at: 9)))], .malformed),
    ]

    private static let octets = [
        FaultSample("the last octet missing", [.malformed], .malformed),
        FaultSample("cut off behind the question", [.cutOff(at: 33)], .malformed),
        FaultSample("cut off within the question", [.cutOff(at: 20)], .timeout),
        FaultSample("cut off within the header", [.cutOff(at: 11)], .timeout),
        FaultSample("cut off behind its end", [.cutOff(at: 65_535)], .answer),
        FaultSample("no octets", [.empty], .timeout),
        FaultSample("wrong identifier", [.wrongIdentifier], .timeout),
        FaultSample("wrong identifier, then right", [.wrongIdentifier.followedByAnswer()], .answer),
        FaultSample("wrong question", [.wrongQuestion], .timeout),
        FaultSample("wrong question, then right", [.wrongQuestion.followedByAnswer()], .answer),
        FaultSample("no question", [.withoutQuestion], .timeout),
        FaultSample("records of another name", [.otherName], .malformed),
        FaultSample("alias loop", [.aliasLoop], .malformed),
        FaultSample("too large counts", [.oversizedCounts], .malformed),
        FaultSample("garbage", [.garbage], .timeout),
        FaultSample("garbage, then right", [.garbage.followedByAnswer()], .answer),
        FaultSample("others' octets", [.octets([UInt8](repeating: 7, count: 99))], .timeout),
    ]

    private static let extendedDNS = [
        FaultSample("FORMERR without extended DNS", [.extendedDNSRefused], .answer),
        FaultSample("NOTIMP without extended DNS", [.extendedDNSNotImplemented], .answer),
        FaultSample("no extended DNS", [.extendedDNSIgnored], .answer),
        FaultSample("extended DNS dropped", [.extendedDNSDropped], .timeout),
        FaultSample("BADVERS", [.badVersion], .answer),
    ]

    private static let streams = [
        cutOff("and right by TCP", [], .answer),
        cutOff("and cut off by TCP", [.truncated.over(.stream)], .malformed),
        cutOff("and silent by TCP", [.drop.over(.stream)], .timeout),
        cutOff("and SERVFAIL by TCP", [.serverFailure.over(.stream)], .serverFailure),
        cutOff("and closed", [.closed], .unreachable),
        cutOff("and closed in mid-length", [.closed(after: 1)], .unreachable),
        cutOff("and closed in mid-answer", [.closed(after: 30)], .unreachable),
        cutOff("and closed behind the answer", [.closed(after: 65_535)], .answer),
        cutOff("and octet by octet", [.octetByOctet()], .answer),
        cutOff("and slowly", [.octetByOctet(pause: .milliseconds(1))], .answer),
        cutOff("and wrong identifier by TCP", [.wrongIdentifier.over(.stream)], .timeout),
        partial("and right by TCP", [], .answer),
        partial("and so by TCP", [.truncated(keeping: 1).over(.stream)], .malformed),
        partial("and silent by TCP", [.drop.over(.stream)], .timeout),
        partial("and SERVFAIL by TCP", [.serverFailure.over(.stream)], .serverFailure),
        partial("and closed", [.closed], .unreachable),
        partial("and closed in mid-answer", [.closed(after: 30)], .unreachable),
        FaultSample("only by TCP, which nobody asks", [.serverFailure.over(.stream)], .answer),
    ]
}
