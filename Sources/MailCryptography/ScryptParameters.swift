/// How much memory and time scrypt takes (RFC 7914, section 2).
///
/// Every value of this type can be used: what takes too much is refused when it is made.
public struct ScryptParameters: Hashable, Sendable {
    /// The cost N as a power of two: N is 2 to this.
    public let costExponent: Int
    /// The block size r, in units of 128 octets.
    public let blockSize: Int
    /// The parallelization p: how often the whole is done, here one after the other.
    public let parallelization: Int

    /// N of 2^14, r of 8, p of 1: 16 MiB and about 50 ms, which a guesser feels for each guess and a server that checks
    /// a few passwords a second does not.
    public static let standard = ScryptParameters(unchecked: 14, 8, 1)
    /// The most memory in octets, 256 MiB: sixteen times the standard, and little enough that a few checks at once
    /// leave a server alive.
    public static let maximumMemory = 256 << 20
    /// The most work, as N times r times p, 2^22: thirty-two times the standard, which is about two seconds.
    public static let maximumWork = 1 << 22

    /// Makes parameters.
    ///
    /// - Parameters:
    ///   - costExponent: the cost N as a power of two, at least 1 and less than 16 times the block size.
    ///   - blockSize: the block size r, at least 1.
    ///   - parallelization: the parallelization p, at least 1.
    /// - Throws: `CryptographyError` of the kind `invalidDerivation` out of these ranges, and where scrypt would take
    ///   more than ``maximumMemory`` or ``maximumWork``.
    public init(costExponent: Int, blockSize: Int, parallelization: Int) throws(CryptographyError) {
        let limit = Self.maximumWork
        // The first bounds keep the products from overflowing.
        guard (1...22).contains(costExponent), (1...limit).contains(blockSize), (1...limit).contains(parallelization),
            costExponent < 16 * blockSize
        else { throw CryptographyError(.invalidDerivation) }
        self.init(unchecked: costExponent, blockSize, parallelization)
        guard memory <= Self.maximumMemory, blockSize * parallelization <= limit >> costExponent else {
            throw CryptographyError(.invalidDerivation)
        }
    }

    private init(unchecked costExponent: Int, _ blockSize: Int, _ parallelization: Int) {
        self.costExponent = costExponent
        self.blockSize = blockSize
        self.parallelization = parallelization
    }

    /// How much memory scrypt takes, in octets: N blocks of the table, p of the input and two to work in.
    public var memory: Int { 128 * blockSize * ((1 << costExponent) + parallelization + 2) }
}
