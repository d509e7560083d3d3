/// The script of an input: octets for a parser, words of an alphabet that bring it deeper, and events between them.
///
/// An octet is itself, with these exceptions:
/// - an octet that the alphabet has a word for stands for that word;
/// - 0xF8 makes the octet behind it stand for itself;
/// - 0xFB to 0xFF are events; but for 0xFF, the octet behind one is its argument.
///
/// Every input is a script.
struct FuzzScript {
    /// What happens between octets; what it means is the target's to say.
    enum Event: UInt8 {
        /// What came so far is delivered.
        case cut = 0xFF
        /// How the other side answers next.
        case answer = 0xFE
        /// The driver does something of its own accord.
        case act = 0xFD
        /// What stands before it since the last event comes again.
        case again = 0xFC
    }

    /// A part of a script.
    enum Piece {
        case octets([UInt8])
        case event(Event, UInt8)
    }

    /// Words, and which octets stand for them.
    struct Alphabet {
        enum Codes {
            /// Control characters but TAB, LF and CR: for parsers of UTF-8 in lines.
            case controls
            /// 0xC0 to 0xF7: for parsers that hardly look at octets over 127.
            case high
        }

        private let codes: Codes
        private let words: [[UInt8]]
        /// How long a run of octets may be made by repeating it, about.
        let longestRun: Int

        init(_ codes: Codes, longestRun: Int = 4_000, _ words: [String]) {
            self.codes = codes
            self.words = words.map { Array($0.utf8) }
            self.longestRun = longestRun
        }

        /// The word that an octet stands for, or nil where it is itself.
        func word(of octet: UInt8) -> [UInt8]? {
            let number: Int
            switch (codes, octet) {
            case (.controls, 9), (.controls, 10), (.controls, 13): return nil
            case (.controls, 0..<32): number = Int(octet)
            case (.high, 0xC0...0xF7): number = Int(octet - 0xC0)
            default: return nil
            }
            return words[number % words.count]
        }
    }

    private(set) var pieces: [Piece] = []

    init(_ octets: [UInt8], _ alphabet: Alphabet) {
        var run: [UInt8] = []
        var rest = octets[...]
        while let octet = rest.popFirst() {
            if octet == 0xF8 {
                run.append(rest.popFirst() ?? octet)
            } else if octet >= 0xFB {
                let event = Event(rawValue: octet) ?? .cut
                let argument = event == .cut ? 0 : rest.popFirst() ?? 0
                if event == .again {
                    let part = run
                    for _ in 0..<argument where run.count < alphabet.longestRun { run += part }
                    continue
                }
                if !run.isEmpty { pieces.append(.octets(run)) }
                run = []
                pieces.append(.event(event, argument))
            } else if let word = alphabet.word(of: octet) {
                run += word
            } else {
                run.append(octet)
            }
        }
        if !run.isEmpty { pieces.append(.octets(run)) }
    }
}

extension FuzzScript {
    /// All octets, the events left out.
    var octets: [UInt8] { deliveries.flatMap { $0 } }

    /// The octets between events.
    var deliveries: [[UInt8]] {
        pieces.compactMap { piece in
            if case .octets(let octets) = piece { octets } else { nil }
        }
    }

    /// The arguments of one kind of event, in order.
    func arguments(of wanted: Event) -> [UInt8] {
        pieces.compactMap { piece in
            if case .event(let event, let argument) = piece, event == wanted { argument } else { nil }
        }
    }
}

extension [UInt8] {
    /// The octets one by one, or, if there are very many, in pieces of a number that divides no usual length.
    var singly: [[UInt8]] {
        let size = count <= 1_000 ? 1 : 97
        return stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
