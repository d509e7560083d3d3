import InternetMessage
import TestSupport
import Testing

@Suite("What holds for the structure of any octets")
struct MIMEInvariantTests {
    /// Checks that the ranges of a message's parts lie in each other and in order.
    static func check(_ message: [UInt8], limits: MIMEWalkLimits = .standard) throws -> MIMEStructure {
        let structure = try MIMEStructure(parsing: message, limits: limits)
        #expect(structure.parts.first?.range == message.indices)
        for (index, part) in structure.parts.enumerated() {
            #expect(part.index == index && part.depth <= limits.maximumDepth)
            #expect(part.range.lowerBound <= part.headerRange.lowerBound)
            #expect(part.headerRange.upperBound == part.bodyRange.lowerBound)
            #expect(part.bodyRange.upperBound == part.range.upperBound)
            #expect((part.preambleRange != nil) == (part.kind == .multipart))
            #expect(part.kind == .single ? part.children.isEmpty : true)
            #expect(part.kind == .message ? part.children.count == 1 : true)
            var end = part.preambleRange?.upperBound ?? part.bodyRange.lowerBound
            for child in structure.children(of: part) {
                #expect(child.parent == index && child.depth == part.depth + 1)
                #expect(child.range.lowerBound >= end && child.range.upperBound <= part.bodyRange.upperBound)
                end = child.range.upperBound
            }
            if let epilogue = part.epilogueRange {
                #expect(epilogue.lowerBound >= end && epilogue.upperBound == part.bodyRange.upperBound)
            }
            let decoded = part.decodedBody(in: message)
            #expect(decoded.count <= part.bodyRange.count)
            _ = part.text(in: message)
            _ = part.safeFileName
        }
        for defect in structure.defects { #expect((0...message.count).contains(defect.offset)) }
        let bodies = structure.bodies
        let shown = Set(bodies.text + bodies.html + bodies.attachments)
        #expect(shown.isSubset(of: structure.parts.indices))
        // No part is hidden; those of a message inside are shown with that.
        for part in structure.parts where part.children.isEmpty {
            var around = part.parent
            while let index = around, structure.parts[index].kind == .multipart {
                around = structure.parts[index].parent
            }
            #expect(around != nil || shown.contains(part.index))
        }
        return structure
    }

    @Test("random octets have a structure")
    func noise() throws {
        var random = SeededGenerator(seed: 2_046)
        for round in 0..<600 {
            let noise = random.octets(of: Array(0...255), upTo: 300)
            _ = try Self.check(round.isMultiple(of: 2) ? noise : Array("A: 1\r\n\r\n".utf8) + noise)
        }
    }

    @Test("pieces of messages in any order have a structure", arguments: 0..<6)
    func pieces(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var most = 0
        for round in 0..<300 {
            var message: [UInt8] = random.next().isMultiple(of: 2) ? Self.start : []
            for _ in 0..<Int.random(in: 0..<30, using: &random) {
                message += Self.pieces.randomElement(using: &random) ?? []
            }
            let limits = MIMEWalkLimits(maximumDepth: round % 5 + 1, maximumPartCount: round % 9 + 1)
            most = max(most, try Self.check(message).parts.count)
            _ = try Self.check(message, limits: limits)
        }
        #expect(most > 5)
    }

    @Test("messages made to be slow are walked at once", .timeLimit(.minutes(15)))
    func hostile() throws {
        var nested: [UInt8] = []
        for depth in 0..<64 {
            let boundary = String(repeating: "-", count: 1 + depth)
            nested += Array("Content-Type: multipart/mixed; boundary=\"\(boundary)\"\r\n\r\n--\(boundary)\r\n".utf8)
        }
        let line = Array((String(repeating: "-", count: 70) + "x\r\n").utf8)
        nested += (0..<4_000).flatMap { _ in line }
        #expect(try MIMEStructure(parsing: nested).parts.count > 1)
        let parts = Self.start + (0..<30_000).flatMap { _ in Array("--b\r\n".utf8) }
        #expect(try MIMEStructure(parsing: parts).parts.count == 10_000)
        let blanks = Array("From ".utf8) + [UInt8](repeating: 32, count: 500_000)
        #expect(try MIMEStructure(parsing: blanks).parts.count == 1)
        // A boundary that looks like half of the body, wherever one begins, but for its last octet.
        let hyphens = String(repeating: "--%0A", count: 20_000)
        let endless = "Content-Type: multipart/mixed; boundary*=utf-8''%0A\(hyphens)X\r\n\r\n"
        let lines = (0..<40_000).flatMap { _ in Array("--\n".utf8) }
        let structure = try MIMEStructure(parsing: Array(endless.utf8) + lines)
        #expect(structure.parts.count == 1)
        #expect(structure.defects.contains { $0.problem == .missingBoundary })
        // The longest that can be told from its lines at the end only.
        let start = String(repeating: "-", count: 997)
        let long = "Content-Type: multipart/mixed; boundary=\"\(start)x\"\r\n\r\n"
        let almost = (0..<1_000).flatMap { _ in Array("--\(start)y\r\n".utf8) }
        #expect(try MIMEStructure(parsing: Array(long.utf8) + almost).parts.count == 1)
    }

    static let start = Array("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n".utf8)
    static let pieces: [[UInt8]] = [
        "\r\n", "\n", "\r\n\r\n", "\n\n", "--b\r\n", "--b\n", "\r\n--b\r\n", "--b--\r\n", "--bb\r\n", "--bb--\n",
        "--b-- x\r\n",
        "--b", "--", "-", "Content-Type: multipart/mixed; boundary=b\r\n",
        "Content-Type: multipart/mixed; boundary=bb\n",
        "Content-Type: multipart/digest; boundary=\"b--\"\r\n", "Content-Type: multipart/alternative; boundary=b\r\n",
        "Content-Type: multipart/related; boundary=c\r\n", "--c\r\n", "--c--\r\n", "Content-Type: multipart/mixed\r\n",
        "Content-Type: message/rfc822\r\n", "Content-Type: image/png; name=\"../a.png\"\r\n",
        "Content-Type: text/html\r\n",
        "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n",
        "Content-Disposition: attachment\r\n", "Content-ID: <1>\r\n", "A: 1\r\n", "From ", " ", "=", "x", "QUJD", "\r",
        "\0",
    ].map { Array($0.utf8) }
}
