/// Why a folder of policies cannot do what it should.
public struct PolicyDirectoryError: Error, Hashable, Sendable {
    /// What was tried.
    ///
    /// Complete: the folder does nothing else.
    public enum Step: String, Hashable, Sendable {
        /// Make the folder, or open it.
        case open
        /// Become its owner, of whom there is one at a time.
        case lock
        /// List what is in it.
        case list
        /// Read a file.
        case read
        /// Write a file.
        case write
        /// Remove a file.
        case remove
    }

    /// What was tried.
    public let step: Step
    /// The folder, or the file in it.
    public let path: String
    /// What the system says, or why it was not asked.
    public let reason: String

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - step: what was tried.
    ///   - path: the folder, or the file in it.
    ///   - reason: what the system says, or why it was not asked.
    public init(_ step: Step, _ path: String, reason: String) {
        self.step = step
        self.path = path
        self.reason = reason
    }
}

extension PolicyDirectoryError: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String { "cannot \(step.rawValue) \(path): \(reason)" }
}
