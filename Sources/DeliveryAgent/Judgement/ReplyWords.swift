import SMTPProtocol

/// The words of a reply, to be looked for: in lower case, without punctuation.
///
/// A full stop, a comma and their kind end a clause where a space follows; between digits, as in `4.7.1` and
/// `00:05:00`, they belong to the word. Names of hosts come apart at their dots.
struct ReplyWords: Sendable {
    /// A word and whether a clause ends behind it.
    struct Word: Hashable, Sendable {
        var text: String
        var endsClause = false
    }

    /// Words that stand one behind the other; with `*` at its end one is only the beginning of a word, and `<address>`
    /// is any IPv4 address.
    struct Phrase: Sendable {
        /// What a word has to be; complete.
        fileprivate enum Part: Sendable {
            case word(String)
            case beginning(String)
            case address

            func fits(_ word: String) -> Bool {
                switch self {
                case .word(let text): word == text
                case .beginning(let text): word.hasPrefix(text)
                case .address: ReplyWords.isAddress(word)
                }
            }
        }

        fileprivate let parts: [Part]

        init(_ text: String) {
            parts = text.split(separator: " ").map { word in
                if word == "<address>" { return .address }
                return word.hasSuffix("*") ? .beginning(String(word.dropLast())) : .word(String(word))
            }
        }
    }

    /// The words in order.
    let words: [Word]
    /// The words in no order, so that most phrases are dismissed at once.
    private let texts: Set<String>

    /// Takes the words of a reply's text.
    init(_ reply: SMTPReply) { self.init(reply.lines) }

    /// Takes the words of lines.
    init(_ lines: [String]) {
        var words: [Word] = []
        for line in lines { Self.append(line.utf8, to: &words) }
        self.words = words
        texts = Set(words.map(\.text))
    }

    /// Whether a phrase occurs.
    func contains(_ phrase: Phrase) -> Bool {
        for case .word(let text) in phrase.parts where !texts.contains(text) { return false }
        guard !phrase.parts.isEmpty, words.count >= phrase.parts.count else { return false }
        return (0...(words.count - phrase.parts.count)).contains { start in
            phrase.parts.indices.allSatisfy { phrase.parts[$0].fits(words[start + $0].text) }
        }
    }

    /// Whether a word is an IPv4 address.
    private static func isAddress(_ word: String) -> Bool {
        let numbers = word.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers.allSatisfy { UInt8($0) != nil }
    }

    private static func append(_ line: String.UTF8View, to words: inout [Word]) {
        let octets = Array(line)
        var text: [UInt8] = []
        func finish(_ endsClause: Bool) {
            if !text.isEmpty {
                words.append(Word(text: String(decoding: text, as: UTF8.self), endsClause: endsClause))
            } else if endsClause, !words.isEmpty {
                words[words.count - 1].endsClause = true
            }
            text = []
        }
        for (index, octet) in octets.enumerated() {
            let next = index + 1 < octets.count ? octets[index + 1] : UInt8(ascii: " ")
            switch octet {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): text.append(octet | 0x20)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 128...:
                text.append(octet)
            case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "!"),
                UInt8(ascii: "?"):
                if let last = text.last, isDigit(last), isDigit(next) {
                    text.append(octet)
                } else {
                    finish(next == UInt8(ascii: " "))
                }
            default: finish(false)
            }
        }
        finish(false)
    }

    private static func isDigit(_ octet: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet) }
}
