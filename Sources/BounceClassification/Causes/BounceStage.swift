public import SMTPProtocol

/// What a reply answers.
///
/// Complete: the stages of a session of RFC 5321. The raw values are the names that rules use.
public enum BounceStage: String, Hashable, Sendable, CaseIterable, Codable {
    /// The TCP connection.
    case connect
    /// The greeting.
    case greeting
    /// EHLO, HELO or LHLO.
    case hello
    /// STARTTLS.
    case startTLS = "starttls"
    /// AUTH.
    case authentication = "auth"
    /// MAIL.
    case mail
    /// RCPT.
    case recipient = "rcpt"
    /// DATA.
    case data
    /// The message with its final dot, or the last chunk of BDAT.
    case endOfData = "dot"
    /// QUIT.
    case quit

    /// The stage of a client's session.
    ///
    /// - Parameter stage: a stage; that of a message on its way becomes `endOfData`.
    public init(_ stage: SMTPStage) {
        switch stage {
        case .connect: self = .connect
        case .greeting: self = .greeting
        case .hello: self = .hello
        case .startTLS: self = .startTLS
        case .authentication: self = .authentication
        case .mail: self = .mail
        case .recipient: self = .recipient
        case .data: self = .data
        case .message, .finalDot: self = .endOfData
        }
    }

    /// Whether nobody was named yet, so that no recipient can be meant.
    public var isBeforeMail: Bool {
        switch self {
        case .connect, .greeting, .hello, .startTLS, .authentication: true
        case .mail, .recipient, .data, .endOfData, .quit: false
        }
    }
}

extension BounceStage {
    /// Whether a reply at this stage is about the message, whoever it is for.
    var isForAll: Bool { self == .mail || self == .data || self == .endOfData }
}

/// A set of stages as bits.
struct StageSet: Hashable, Sendable {
    private var bits: UInt16 = 0

    static let all = StageSet(BounceStage.allCases)
    static let beforeMail = StageSet(BounceStage.allCases.filter(\.isBeforeMail))

    init(_ stages: [BounceStage] = []) {
        for stage in stages { insert(stage) }
    }

    mutating func insert(_ stage: BounceStage) { bits |= Self.bit(stage) }
    mutating func formUnion(_ other: StageSet) { bits |= other.bits }

    var isEmpty: Bool { bits == 0 }

    func contains(_ stage: BounceStage) -> Bool { bits & Self.bit(stage) != 0 }
    func isSuperset(of other: StageSet) -> Bool { bits & other.bits == other.bits }

    private static func bit(_ stage: BounceStage) -> UInt16 {
        let place: UInt16 =
            switch stage {
            case .connect: 0
            case .greeting: 1
            case .hello: 2
            case .startTLS: 3
            case .authentication: 4
            case .mail: 5
            case .recipient: 6
            case .data: 7
            case .endOfData: 8
            case .quit: 9
            }
        return 1 << place
    }
}
