/// How much one event may take in the log: whoever reads it counts on lines, and strangers choose many of the values.
enum LogLimits {
    /// The longest line in octets, its end not counted: 16 KiB, below what collectors of logs take whole.
    static let line = 16_384
    /// The longest value in octets: 4 KiB, so that no value, such as a server's reply of 32 KiB, drives out the others.
    static let value = 4_096
    /// The longest name of a value in octets; ours are short.
    static let name = 64
    /// The depth of values within values; what lies deeper is written as one text.
    static let depth = 4
    /// What stands where something was cut off.
    static let mark: Unicode.Scalar = "…"
}
