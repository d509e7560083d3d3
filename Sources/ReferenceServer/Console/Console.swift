import Foundation

/// Output for people and programs: facts to standard output, everything else to standard error.
enum Console {
    /// Prints a line of facts.
    static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Prints a line about what goes on or went wrong.
    static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Prints octets as they are.
    static func write(_ octets: [UInt8]) {
        try? FileHandle.standardOutput.write(contentsOf: Data(octets))
    }

    /// Prints a value as JSON, indented, its keys in order.
    static func printJSON(_ value: some Encodable) throws(CommandFailure) { print(try json(value)) }

    /// A value as JSON, indented, its keys in order.
    ///
    /// - Parameter value: the value.
    /// - Throws: `CommandFailure` when it cannot be written so.
    static func json(_ value: some Encodable) throws(CommandFailure) -> String {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw .operational("the answer cannot be written as JSON: \(error)")
        }
    }

    /// Text without control characters, so that what a stranger sent cannot move the cursor.
    static func printable(_ text: String) -> String {
        let isClean = text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
        guard !isClean else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.value >= 32 && $0.value != 127 ? $0 : "?" }))
    }

    /// Writes at once and whole; an output that nobody reads any more is no error.
    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { buffer in
            var rest = UnsafeRawBufferPointer(buffer)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            }
        }
    }
}
