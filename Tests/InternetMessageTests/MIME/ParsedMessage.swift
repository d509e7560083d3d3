import InternetMessage

/// A message as another reader describes it, in JSON.
struct ParsedMessage: Decodable {
    var htmlBody: [Int]
    var textBody: [Int]
    var attachments: [Int]
    var parts: [Part]

    struct Part: Decodable {
        var headers: [Field]
        var isEncodingProblem: Bool
        var body: Body
    }

    /// A field, by its name in lower case with hyphens, with its value where it is one of those that are compared.
    struct Field: Decodable {
        var name: String
        var text: String?
        var type: TypeValue?

        private enum Keys: String, CodingKey {
            case name
            case value
            case other
            case text = "Text"
            case contentType = "ContentType"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            if let known = try? container.decode(String.self, forKey: .name) {
                name = known.split(separator: "_").joined(separator: "-")
            } else {
                let other = try container.nestedContainer(keyedBy: Keys.self, forKey: .name)
                name = try other.decode(String.self, forKey: .other).lowercased()
            }
            guard let value = try? container.nestedContainer(keyedBy: Keys.self, forKey: .value) else { return }
            text = try value.decodeIfPresent(String.self, forKey: .text)
            type = try value.decodeIfPresent(TypeValue.self, forKey: .contentType)
        }
    }

    /// A type or a disposition.
    struct TypeValue: Decodable {
        struct Attribute: Decodable {
            var name: String
            var value: String
        }

        var cType: String
        var cSubtype: String?
        var attributes: [Attribute]?
    }

    /// What a part holds.
    enum Body: Decodable {
        case text(String)
        case octets([UInt8])
        case message(ParsedMessage)
        case multipart([Int])

        private enum Keys: String, CodingKey {
            case text = "Text"
            case html = "Html"
            case binary = "Binary"
            case inlineBinary = "InlineBinary"
            case message = "Message"
            case multipart = "Multipart"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            if let message = try container.decodeIfPresent(ParsedMessage.self, forKey: .message) {
                self = .message(message)
            } else if let children = try container.decodeIfPresent([Int].self, forKey: .multipart) {
                self = .multipart(children)
            } else if container.contains(.text) || container.contains(.html) {
                self = .text(try container.decode(String.self, forKey: container.contains(.text) ? .text : .html))
            } else {
                let key = container.contains(.binary) ? Keys.binary : .inlineBinary
                self = .octets(try container.decode([UInt8].self, forKey: key))
            }
        }
    }
}
