import Foundation

/// One line on the terminal that says how far something is; nothing where standard error is no terminal.
enum ProgressLine {
    /// Shows a text in place of the one before.
    ///
    /// - Parameter text: the text.
    static func show(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        write("\r\u{1B}[K" + Console.printable(text))
    }

    /// Removes what was shown.
    static func clear() {
        guard isatty(STDERR_FILENO) == 1 else { return }
        write("\r\u{1B}[K")
    }

    private static func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
