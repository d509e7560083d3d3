internal import MXResolver
internal import MailAddressing

extension StoredPolicy {
    /// What is wrong with a text that a policy should be kept in.
    public struct TextError: Error, Hashable, Sendable {
        /// The kinds of mistake; complete, because each one names a check of the reader.
        public enum Problem: Hashable, Sendable {
            /// More octets than such a text can have.
            case tooLong
            /// The first line is not that of such a text.
            case notOne
            /// The text is of another format, as a later version may write it.
            case otherFormat
            /// A line of the head, by its number from 1, is not what must stand there.
            case malformedLine(Int)
            /// The policy below the head cannot be read; lines are counted from where it begins.
            case malformedPolicy(PolicyTextError)
        }

        /// What is wrong.
        public let problem: Problem

        /// Makes an error.
        ///
        /// - Parameter problem: what is wrong.
        public init(_ problem: Problem) { self.problem = problem }
    }

    /// The longest text that is read, in octets: room for the longest policy that is fetched, written with blanks.
    public static let maximumTextLength = 262_144

    /// Reads the text in which a policy is kept, as `serialized` writes it.
    ///
    /// - Parameter octets: all of the text.
    /// - Throws: `TextError` with what is wrong.
    public init(parsing octets: [UInt8]) throws(TextError) {
        guard octets.count <= Self.maximumTextLength else { throw TextError(.tooLong) }
        let count = Self.headLength
        let lines = octets.split(separator: UInt8(ascii: "\n"), maxSplits: count, omittingEmptySubsequences: false)
        let head = lines.prefix(count).map { String(decoding: $0, as: UTF8.self) }
        guard let title = head.first, title.hasPrefix(Self.title) else { throw TextError(.notOne) }
        guard title == Self.title + Self.format else { throw TextError(.otherFormat) }
        guard let domain = Self.value(of: "domain", in: head, at: 1).flatMap({ try? DomainName($0) }) else {
            throw TextError(.malformedLine(2))
        }
        guard let record = Self.value(of: "id", in: head, at: 2).flatMap({ try? MTASTSRecord(id: $0) }) else {
            throw TextError(.malformedLine(3))
        }
        guard let fetchedAt = Self.time(of: "fetched", in: head, at: 3) else { throw TextError(.malformedLine(4)) }
        guard let usedAt = Self.time(of: "used", in: head, at: 4) else { throw TextError(.malformedLine(5)) }
        guard lines.count > count, lines[count - 1].isEmpty else { throw TextError(.malformedLine(count)) }
        do throws(PolicyTextError) {
            let policy = try StrictTransportPolicy(
                parsing: Array(lines[count]), maximumLength: StoredPolicy.maximumTextLength)
            self.init(domain: domain, record: record, policy: policy, fetchedAt: fetchedAt, usedAt: usedAt)
        } catch {
            throw TextError(.malformedPolicy(error))
        }
    }

    /// The text in which a policy is kept: a head of five lines, an empty line, and the policy as it is published.
    ///
    /// Lines end with LF. Times in words are for people, and are not read.
    public func serialized() -> [UInt8] {
        var text = Self.title + Self.format + "\n"
        text += "domain: \(domain)\n"
        text += "id: \(id)\n"
        text += "fetched: \(fetchedAt) (\(CivilTime(fetchedAt)))\n"
        text += "used: \(usedAt) (\(CivilTime(usedAt)))\n"
        text += "\n"
        return Array(text.utf8) + policy.serialized().filter { $0 != UInt8(ascii: "\r") }
    }

    private static func value(of name: String, in head: [String], at index: Int) -> String? {
        guard index < head.count, head[index].hasPrefix(name + ": ") else { return nil }
        return String(head[index].dropFirst(name.count + 2))
    }

    private static func time(of name: String, in head: [String], at index: Int) -> Int64? {
        guard let text = value(of: name, in: head, at: index)?.split(separator: " ").first, let time = Int64(text),
            (0...Self.latestTime).contains(time)
        else { return nil }
        return time
    }

    private static let title = "Waxwing MTA-STS policy, format "
    private static let format = "2"
    /// How many lines stand above the policy, the empty one among them.
    private static let headLength = 6
}

extension StoredPolicy.TextError: CustomStringConvertible {
    /// A few words for a person.
    public var description: String {
        switch problem {
        case .tooLong: "it is longer than any policy that is kept"
        case .notOne: "it is no policy of Waxwing's"
        case .otherFormat: "it has a format that this version does not know"
        case .malformedLine(let line): "line \(line) cannot be read"
        case .malformedPolicy(let error): "the policy in it cannot be read: \(error)"
        }
    }
}
