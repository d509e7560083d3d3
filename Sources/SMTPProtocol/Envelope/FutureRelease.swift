/// From when a message may be delivered (`HOLDFOR` and `HOLDUNTIL` of RFC 4865, section 4).
///
/// Complete: the extension has these two parameters.
public enum FutureRelease: Hashable, Sendable {
    /// So many seconds after MAIL: 1 to 999,999,999.
    case after(seconds: Int)
    /// At a moment, in seconds since 1970-01-01T00:00:00Z.
    case at(unixSeconds: Int64)

    /// The longest wait in seconds: nine digits (RFC 4865, section 5).
    public static let maximumSeconds = 999_999_999

    /// Parses the value of `HOLDFOR`.
    ///
    /// - Parameter text: one to nine digits, not all of them 0; nil is returned for anything else.
    public init?(parsingInterval text: some StringProtocol) {
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }),
            let seconds = Int(text), seconds > 0
        else { return nil }
        self = .after(seconds: seconds)
    }

    /// Parses the value of `HOLDUNTIL`.
    ///
    /// - Parameter text: a date and time of RFC 3339 such as `2026-12-24T18:00:00Z`, fractions of a second and an offset
    ///   allowed; a moment before 1970 counts as that one. Nil is returned for anything else.
    public init?(parsingDate text: some StringProtocol) {
        guard let seconds = Timestamp.unixSeconds(of: text) else { return nil }
        // All of the past means now, and there is no writing of what lies beyond the year 9999.
        self = .at(unixSeconds: min(max(0, seconds), Timestamp.latest))
    }

    /// Whether it can be written as a parameter.
    var isWritable: Bool {
        switch self {
        case .after(let seconds): (1...Self.maximumSeconds).contains(seconds)
        case .at(let moment): (0...Timestamp.latest).contains(moment)
        }
    }

    /// The moment of release, in seconds since 1970-01-01T00:00:00Z.
    ///
    /// - Parameter unixSeconds: when MAIL was given.
    public func moment(from unixSeconds: Int64) -> Int64 {
        switch self {
        case .after(let seconds): unixSeconds + Int64(seconds)
        case .at(let moment): moment
        }
    }
}

extension FutureRelease: CustomStringConvertible {
    /// The parameter with its value, `HOLDFOR=…` or `HOLDUNTIL=…`.
    public var description: String {
        switch self {
        case .after(let seconds): "HOLDFOR=\(seconds)"
        case .at(let moment): "HOLDUNTIL=\(Timestamp.text(of: moment))"
        }
    }
}
