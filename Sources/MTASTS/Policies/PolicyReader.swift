internal import MXResolver

/// Takes the lines of a policy one by one and puts it together.
struct PolicyReader {
    /// What is wrong with a line.
    struct Mistake: Error {
        let problem: PolicyTextError.Problem
    }

    /// The longest name of a field in octets (RFC 8461, section 3.2).
    private static let maximumNameLength = 32

    private var isVersionRead = false
    private var mode: StrictTransportPolicy.Mode?
    private var maximumAge: Int?
    private var hosts: [MailHostPattern] = []

    /// Takes the next line, without its end.
    mutating func read(_ line: ArraySlice<UInt8>) throws(Mistake) {
        let line = Self.withoutBlankEnd(line)
        guard !line.isEmpty else { return }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), Self.isName(line[..<colon]) else {
            throw Mistake(problem: .malformedLine)
        }
        let octets = line[(colon + 1)...].drop(while: Self.isBlank)
        guard let value = Self.text(octets) else { throw Mistake(problem: .malformedLine) }
        switch PolicyTextError.Field(rawValue: String(decoding: line[..<colon], as: UTF8.self)) {
        case .version where !isVersionRead:
            guard value == "STSv1" else { throw Mistake(problem: .malformedValue(.version)) }
            isVersionRead = true
        case .mode where mode == nil:
            mode = StrictTransportPolicy.Mode(rawValue: value)
            if mode == nil { throw Mistake(problem: .malformedValue(.mode)) }
        case .maximumAge where maximumAge == nil:
            guard let number = Self.number(octets) else { throw Mistake(problem: .malformedValue(.maximumAge)) }
            maximumAge = number
        case .host:
            guard let host = MailHostPattern(value) else { throw Mistake(problem: .malformedValue(.host)) }
            hosts.append(host)
        default: break
        }
    }

    /// The policy, once all lines were taken.
    func policy() throws(PolicyTextError) -> StrictTransportPolicy {
        guard isVersionRead else { throw PolicyTextError(.missing(.version)) }
        guard let mode else { throw PolicyTextError(.missing(.mode)) }
        guard let maximumAge else { throw PolicyTextError(.missing(.maximumAge)) }
        guard mode == .none || !hosts.isEmpty else { throw PolicyTextError(.missing(.host)) }
        return StrictTransportPolicy(mode: mode, hosts: hosts, maximumAge: maximumAge)
    }

    private static func isBlank(_ octet: UInt8) -> Bool { octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") }

    private static func withoutBlankEnd(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line
        while let last = line.last, isBlank(last) { line.removeLast() }
        return line
    }

    private static func isName(_ octets: ArraySlice<UInt8>) -> Bool {
        guard let first = octets.first, octets.count <= maximumNameLength, first.isLetterOrDigit else { return false }
        return octets.allSatisfy(\.isFieldNameOctet)
    }

    /// A value as text, if it is not empty and is UTF-8 without control characters.
    private static func text(_ octets: ArraySlice<UInt8>) -> String? {
        guard !octets.isEmpty, octets.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        return String(validating: octets, as: UTF8.self)
    }

    /// A number of one to ten digits.
    private static func number(_ octets: ArraySlice<UInt8>) -> Int? {
        guard (1...10).contains(octets.count), octets.allSatisfy(\.isDigit) else { return nil }
        return octets.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}
