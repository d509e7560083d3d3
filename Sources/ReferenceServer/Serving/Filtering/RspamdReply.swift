import Foundation

/// The answer of rspamd's `/checkv2` as it stands in its JSON; what is of no interest here is not read.
///
/// Only `action` and `score` have to be there: what else is missing or of another form counts as absent.
struct RspamdReply: Decodable {
    private enum Key: String, CodingKey {
        case action
        case score
        case threshold = "required_score"
        case symbols
        case messages
        case milter
    }

    private enum MessageKey: String, CodingKey {
        case reply = "smtp_message"
    }

    private enum MilterKey: String, CodingKey {
        case fields = "add_headers"
    }

    /// A key of rspamd's own choice.
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init?(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }

    /// One value of a field, or several: a text, a text with its place, or a list of those.
    private struct FieldValues: Decodable {
        private enum Key: String, CodingKey {
            case value
        }

        var texts: [String] = []

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                texts = [text]
            } else if let fields = try? decoder.container(keyedBy: Key.self) {
                texts = (try? fields.decode(String.self, forKey: .value)).map { [$0] } ?? []
            } else if var list = try? decoder.unkeyedContainer() {
                while !list.isAtEnd, texts.count < SpamVerdict.maximumFieldCount {
                    texts += try list.decode(FieldValues.self).texts
                }
            }
        }
    }

    /// What it says.
    let verdict: SpamVerdict

    /// Reads an answer.
    ///
    /// - Parameter octets: the JSON.
    /// - Throws: an error of the decoder when it is no answer of rspamd.
    init(parsing octets: [UInt8]) throws { self = try JSONDecoder().decode(RspamdReply.self, from: Data(octets)) }

    /// Reads an answer.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let word = try container.decode(String.self, forKey: .action)
        let score = try container.decode(Double.self, forKey: .score)
        guard score.isFinite, !word.isEmpty else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: container.codingPath, debugDescription: "no action or no score"))
        }
        let threshold = try? container.decode(Double.self, forKey: .threshold)
        let messages = try? container.nestedContainer(keyedBy: MessageKey.self, forKey: .messages)
        let text = try? messages?.decode(String.self, forKey: .reply)
        verdict = SpamVerdict(
            action: SpamVerdict.Action(word), score: score, threshold: threshold.flatMap { $0.isFinite ? $0 : nil },
            symbols: Self.symbols(of: container),
            replyText: ForeignText.line((text ?? "").utf8, limit: SpamVerdict.maximumReplyLength),
            fields: Self.fields(of: container))
    }

    private static func symbols(of container: KeyedDecodingContainer<Key>) -> [String] {
        guard let symbols = try? container.nestedContainer(keyedBy: Name.self, forKey: .symbols) else { return [] }
        let weighed = symbols.allKeys.map { key in
            let symbol = try? symbols.nestedContainer(keyedBy: Key.self, forKey: key)
            let score = symbol.flatMap { try? $0.decode(Double.self, forKey: .score) } ?? 0
            return (name: ForeignText.line(key.stringValue.utf8, limit: SpamVerdict.longestName), weight: abs(score))
        }
        return weighed.sorted { ($1.weight, $0.name) < ($0.weight, $1.name) }
            .prefix(SpamVerdict.maximumSymbolCount).map(\.name)
    }

    private static func fields(of container: KeyedDecodingContainer<Key>) -> [SpamVerdict.Field] {
        guard let milter = try? container.nestedContainer(keyedBy: MilterKey.self, forKey: .milter),
            let fields = try? milter.nestedContainer(keyedBy: Name.self, forKey: .fields)
        else { return [] }
        var found: [SpamVerdict.Field] = []
        for key in fields.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
            guard SpamFields.mayHaveName(key.stringValue) else { continue }
            guard let values = try? fields.decode(FieldValues.self, forKey: key) else { continue }
            found += values.texts.map { text in
                SpamVerdict.Field(
                    name: key.stringValue,
                    value: ForeignText.line(text.utf8, limit: SpamVerdict.maximumFieldLength))
            }
        }
        return Array(found.prefix(SpamVerdict.maximumFieldCount))
    }
}
