namespace Render.Dataset.Conversion;

/// <summary>Writes one format: it is handed every image, in the order of their ids, and keeps nothing that grows with their number.</summary>
internal abstract class FormatWriter(ConversionTarget target) : IDisposable
{
    protected ConversionTarget Target { get; } = target;

    /// <summary>True where <see cref="Survey"/> must have seen all images before the first is written.</summary>
    public virtual bool Surveys => false;

    /// <summary>Looks at an image without writing.</summary>
    public virtual void Survey(SourceImage image)
    {
    }

    /// <returns>How many annotations were written.</returns>
    /// <exception cref="Core.RenderException">The image holds something that the format cannot say, or its files are not what the record says.</exception>
    public abstract int Add(SourceImage image);

    /// <summary>After the last image.</summary>
    public virtual void Finish()
    {
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
