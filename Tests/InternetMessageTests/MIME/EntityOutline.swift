import InternetMessage

/// An entity of a message with all it holds, as text, so that two readers' views of it can be compared.
struct EntityOutline: Equatable {
    /// The lines: fields, texts between parts and decoded bodies, indented by how deep they lie.
    private(set) var lines: [String] = []

    /// The entity that a part is; messages that are encoded are decoded and walked too.
    init(of part: MIMEPart, in structure: MIMEStructure, message: [UInt8], depth: Int = 0) throws {
        for field in part.fields { add("field", field.octets.dropLast(2), at: depth) }
        switch part.kind {
        case .multipart:
            add("preamble", part.preambleRange.map { message[$0] } ?? [], at: depth)
            for child in structure.children(of: part) {
                add("part", at: depth)
                lines += try EntityOutline(of: child, in: structure, message: message, depth: depth + 1).lines
            }
            add("epilogue", part.epilogueRange.map { message[$0] } ?? [], at: depth)
        case .message:
            add("message", at: depth)
            for child in structure.children(of: part) {
                lines += try EntityOutline(of: child, in: structure, message: message, depth: depth + 1).lines
            }
        case .single where part.isEncodedMessage:
            let inner = part.decodedBody(in: message)
            let structure = try MIMEStructure(parsing: inner)
            add("message", at: depth)
            for root in structure.parts.prefix(1) {
                lines += try EntityOutline(of: root, in: structure, message: inner, depth: depth + 1).lines
            }
        case .single: add("body", part.decodedBody(in: message)[...], at: depth)
        }
    }

    /// The entity that an element describes, with its bodies in files.
    init(of element: XMLElementReader.Element, depth: Int = 0, file: (String) throws -> [UInt8]) throws {
        for child in element.children {
            switch child.name {
            case "header": for field in child.children { add("field", field.octets[...], at: depth) }
            case "message":
                add("message", at: depth)
                lines += try EntityOutline(of: child, depth: depth + 1, file: file).lines
            case "multipart":
                add("preamble", child.children.first { $0.name == "preamble" }?.octets[...] ?? [], at: depth)
                for part in child.children where part.name == "body-part" {
                    add("part", at: depth)
                    lines += try EntityOutline(of: part, depth: depth + 1, file: file).lines
                }
                add("epilogue", child.children.first { $0.name == "epilogue" }?.octets[...] ?? [], at: depth)
            default: add("body", try file(child.nameAttribute)[...], at: depth)
            }
        }
    }

    /// The first lines in which two outlines differ.
    func difference(from other: EntityOutline) -> String? {
        guard self != other else { return nil }
        let end = min(lines.count, other.lines.count)
        let index = zip(lines, other.lines).enumerated().first { $1.0 != $1.1 }?.offset ?? end
        let shown = [lines, other.lines].map { $0.indices.contains(index) ? String($0[index].prefix(200)) : "nothing" }
        return "\(shown[0]) is not \(shown[1])"
    }

    private mutating func add(_ what: String, _ octets: ArraySlice<UInt8> = [], at depth: Int) {
        let text = String(decoding: octets.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        lines.append("\(depth) \(what) \(text.debugDescription)")
    }
}
