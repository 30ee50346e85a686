using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Render.Core.Placement.Physics;

/// <summary>
/// The functions of libode 0.16 in double precision (ode/objects.h, contact.h, mass.h, error.h) that are used here: its rigid bodies, joints and solver. Contacts
/// are found by <see cref="ContactFinder"/>.
/// </summary>
internal static unsafe partial class OdeNative
{
    public const string Library = "libode.so.8";

    [LibraryImport(Library, EntryPoint = "dInitODE2")]
    public static partial int Initialize(uint flags);

    [LibraryImport(Library, EntryPoint = "dAllocateODEDataForThread")]
    public static partial int AllocateForThread(uint flags);

    [LibraryImport(Library, EntryPoint = "dCheckConfiguration", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CheckConfiguration(string token);

    [LibraryImport(Library, EntryPoint = "dSetErrorHandler")]
    public static partial void SetErrorHandler(delegate* unmanaged[Cdecl]<int, byte*, nint, void> handler);

    [LibraryImport(Library, EntryPoint = "dSetDebugHandler")]
    public static partial void SetDebugHandler(delegate* unmanaged[Cdecl]<int, byte*, nint, void> handler);

    [LibraryImport(Library, EntryPoint = "dSetMessageHandler")]
    public static partial void SetMessageHandler(delegate* unmanaged[Cdecl]<int, byte*, nint, void> handler);

    /// <summary>Of the random order in which the solver takes constraints; global to the process.</summary>
    [LibraryImport(Library, EntryPoint = "dRandSetSeed")]
    public static partial void SetRandomSeed(CULong seed);

    [LibraryImport(Library, EntryPoint = "dWorldCreate")]
    public static partial nint CreateWorld();

    [LibraryImport(Library, EntryPoint = "dWorldDestroy")]
    public static partial void DestroyWorld(nint world);

    [LibraryImport(Library, EntryPoint = "dWorldSetGravity")]
    public static partial void SetGravity(nint world, double x, double y, double z);

    [LibraryImport(Library, EntryPoint = "dWorldSetERP")]
    public static partial void SetErrorReduction(nint world, double erp);

    [LibraryImport(Library, EntryPoint = "dWorldSetCFM")]
    public static partial void SetConstraintForceMixing(nint world, double cfm);

    [LibraryImport(Library, EntryPoint = "dWorldSetQuickStepNumIterations")]
    public static partial void SetIterations(nint world, int count);

    [LibraryImport(Library, EntryPoint = "dWorldSetContactSurfaceLayer")]
    public static partial void SetContactLayer(nint world, double depth);

    [LibraryImport(Library, EntryPoint = "dWorldSetContactMaxCorrectingVel")]
    public static partial void SetCorrectingSpeed(nint world, double speed);

    [LibraryImport(Library, EntryPoint = "dWorldSetAutoDisableFlag")]
    public static partial void SetAutoDisable(nint world, int on);

    [LibraryImport(Library, EntryPoint = "dWorldSetLinearDamping")]
    public static partial void SetLinearDamping(nint world, double part);

    [LibraryImport(Library, EntryPoint = "dWorldSetAngularDamping")]
    public static partial void SetAngularDamping(nint world, double part);

    [LibraryImport(Library, EntryPoint = "dWorldSetMaxAngularSpeed")]
    public static partial void SetMaxAngularSpeed(nint world, double speed);

    [LibraryImport(Library, EntryPoint = "dWorldQuickStep")]
    public static partial int Step(nint world, double seconds);

    [LibraryImport(Library, EntryPoint = "dBodyCreate")]
    public static partial nint CreateBody(nint world);

    [LibraryImport(Library, EntryPoint = "dBodyDestroy")]
    public static partial void DestroyBody(nint body);

    [LibraryImport(Library, EntryPoint = "dBodySetPosition")]
    public static partial void SetPosition(nint body, double x, double y, double z);

    [LibraryImport(Library, EntryPoint = "dBodySetQuaternion")]
    public static partial void SetQuaternion(nint body, double* wxyz);

    [LibraryImport(Library, EntryPoint = "dBodySetLinearVel")]
    public static partial void SetVelocity(nint body, double x, double y, double z);

    [LibraryImport(Library, EntryPoint = "dBodySetMass")]
    public static partial void SetMass(nint body, in OdeMass mass);

    [LibraryImport(Library, EntryPoint = "dMassSetParameters")]
    public static partial void SetMassParameters(out OdeMass mass, double total, double cx, double cy, double cz,
        double ixx, double iyy, double izz, double ixy, double ixz, double iyz);

    [LibraryImport(Library, EntryPoint = "dBodyGetPosition")]
    public static partial double* Position(nint body);

    [LibraryImport(Library, EntryPoint = "dBodyGetQuaternion")]
    public static partial double* Quaternion(nint body);

    [LibraryImport(Library, EntryPoint = "dBodyGetLinearVel")]
    public static partial double* Velocity(nint body);

    [LibraryImport(Library, EntryPoint = "dBodyGetAngularVel")]
    public static partial double* AngularVelocity(nint body);

    [LibraryImport(Library, EntryPoint = "dBodyEnable")]
    public static partial void Enable(nint body);

    [LibraryImport(Library, EntryPoint = "dBodyDisable")]
    public static partial void Disable(nint body);

    [LibraryImport(Library, EntryPoint = "dJointGroupCreate")]
    public static partial nint CreateJointGroup(int unused);

    [LibraryImport(Library, EntryPoint = "dJointGroupDestroy")]
    public static partial void DestroyJointGroup(nint group);

    [LibraryImport(Library, EntryPoint = "dJointGroupEmpty")]
    public static partial void EmptyJointGroup(nint group);

    [LibraryImport(Library, EntryPoint = "dJointCreateContact")]
    public static partial nint CreateContact(nint world, nint group, in OdeContact contact);

    [LibraryImport(Library, EntryPoint = "dJointAttach")]
    public static partial void Attach(nint joint, nint body1, nint body2);
}

/// <summary>dMass.</summary>
[InlineArray(17)]
internal struct OdeMass
{
    private double _first;
}

/// <summary>dContact: dSurfaceParameters, dContactGeom, fdir1.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OdeContact
{
    /// <summary>dContactBounce, dContactApprox1 for both directions of friction (a pyramid under the normal force).</summary>
    public const int FrictionAndBounce = 0x004 | 0x1000 | 0x2000;

    /// <summary>dContactRolling, dContactApprox1_N: rolling and spinning friction under the normal force.</summary>
    public const int Rolling = 0x400 | 0x4000;

    public int Mode;
    public double Friction, Friction2, RollingFriction, RollingFriction2, SpinningFriction, Bounce, BounceSpeed, SoftErp, SoftCfm, Motion1, Motion2, MotionN, Slip1, Slip2;
    public double X, Y, Z, W;
    public double NormalX, NormalY, NormalZ, NormalW;
    public double Depth;
    public nint Geometry1, Geometry2;
    public int Side1, Side2;
    public double DirectionX, DirectionY, DirectionZ, DirectionW;
}
