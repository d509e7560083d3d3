/// Reads passwords, or what is kept of them, from files of their own, so that the configuration file can be shown to
/// others.
enum PasswordFile {
    /// The largest file in bytes: no password is longer, nor is the stored form of one, and SASL
    /// refuses much shorter ones.
    static let maximumSize = 4_096

    /// The mode bits that let the group or others in.
    static let forbiddenPermissions: UInt32 = 0o077

    /// Reads a password: plain text, of which one final newline is ignored.
    ///
    /// - Parameter path: the path of the file.
    /// - Returns: the password, neither empty nor of several lines.
    /// - Throws: `PasswordFileError` with the reason, which never holds the password; a file that the group or others may
    ///   use is refused.
    static func read(_ path: String) throws(PasswordFileError) -> String {
        let file: SmallFile
        do {
            file = try SmallFile(path: path, limit: maximumSize)
        } catch {
            throw PasswordFileError(path: path, reason: .file(error))
        }
        guard file.permissions & forbiddenPermissions == 0 else {
            throw PasswordFileError(path: path, reason: .openToOthers(permissions: file.permissions))
        }
        do {
            return try line(file.bytes[...])
        } catch {
            throw PasswordFileError(path: path, reason: error)
        }
    }

    /// The one line that a file or an input consists of; one final newline is ignored.
    ///
    /// - Parameter octets: all that was read.
    /// - Returns: the line, neither empty nor of several lines.
    /// - Throws: `PasswordFileError.Reason`, either `empty` or `notOneLineOfText`.
    static func line(_ octets: ArraySlice<UInt8>) throws(PasswordFileError.Reason) -> String {
        var octets = octets
        if octets.last == UInt8(ascii: "\n") {
            octets.removeLast()
            // Some editors end a line with two octets; both are one newline.
            if octets.last == UInt8(ascii: "\r") { octets.removeLast() }
        }
        guard !octets.isEmpty else { throw .empty }
        let forbidden: [UInt8] = [0, UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        guard !octets.contains(where: { forbidden.contains($0) }), let text = String(validating: octets, as: UTF8.self)
        else { throw .notOneLineOfText }
        return text
    }
}

/// Why a password was not read from its file.
struct PasswordFileError: Error, Hashable, Sendable {
    /// The reasons; complete, as each is a check of `PasswordFile`.
    enum Reason: Error, Hashable, Sendable {
        /// The file could not be read at all.
        case file(SmallFile.Failure)
        /// The group or others may read or change it.
        case openToOthers(permissions: UInt32)
        /// There is nothing in it.
        case empty
        /// It has several lines, a NUL, or is not UTF-8.
        case notOneLineOfText
    }

    /// The path of the file.
    let path: String
    /// The reason.
    let reason: Reason
}

extension PasswordFileError: CustomStringConvertible {
    /// One line that says what to do; it never holds the password.
    var description: String {
        switch reason {
        case .file(let failure): "password file \(path): \(failure)"
        case .openToOthers(let permissions):
            """
            password file \(path): group or others may use it (mode \(String(permissions, radix: 8))); \
            run: chmod 600 \(path)
            """
        case .empty: "password file \(path): it is empty"
        case .notOneLineOfText: "password file \(path): it is not one line of UTF-8 text"
        }
    }
}

extension SmallFile.Failure: CustomStringConvertible {
    /// The reason, to follow the name of the file.
    var description: String {
        switch self {
        case .missing: "there is no such file"
        case .notRegularFile: "it is a folder, a pipe or a device, not a file"
        case .unreadable(let reason): "it cannot be read: \(reason)"
        case .tooLarge(let limit): "it is larger than \(SizeText.text(limit))"
        }
    }
}
