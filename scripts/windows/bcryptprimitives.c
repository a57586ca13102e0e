// bcryptprimitives.dll for Wine 8, which has none. Programs written in Go (esbuild) and Rust (Codex) do not start without
// it. In such a program it also corrects one answer of Wine. Built by installWine.ts; not used on Windows.
#include <windows.h>
#include <string.h>

// RtlGenRandom of advapi32.dll, which exports it under this name only.
BOOLEAN NTAPI SystemFunction036(void *buffer, ULONG length);

// Fills `buffer` with random bytes: the only function that both languages import.
__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *buffer, SIZE_T length) {
  const SIZE_T most = 1 << 28;
  for (SIZE_T done = 0; done < length;) {
    SIZE_T part = length - done < most ? length - done : most;
    if (!SystemFunction036(buffer + done, (ULONG)part)) return FALSE;
    done += part;
  }
  return TRUE;
}

// Rust's File::unlock unlocks until Windows answers ERROR_NOT_LOCKED. Wine 8 answers ERROR_LOCK_VIOLATION instead, which
// Rust reports as a failure.
static BOOL WINAPI unlockFile(HANDLE file, DWORD low, DWORD high, DWORD lengthLow, DWORD lengthHigh) {
  BOOL unlocked = UnlockFile(file, low, high, lengthLow, lengthHigh);
  if (!unlocked && GetLastError() == ERROR_LOCK_VIOLATION) SetLastError(ERROR_NOT_LOCKED);
  return unlocked;
}

// Lets the program call `replacement` where it imports a function of this name.
static void replaceImport(const char *name, void *replacement) {
  BYTE *base = (BYTE *)GetModuleHandleW(NULL);
  IMAGE_NT_HEADERS *headers = (IMAGE_NT_HEADERS *)(base + ((IMAGE_DOS_HEADER *)base)->e_lfanew);
  DWORD imports = headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT].VirtualAddress;
  if (imports == 0) return;
  for (IMAGE_IMPORT_DESCRIPTOR *library = (IMAGE_IMPORT_DESCRIPTOR *)(base + imports); library->Name != 0; library++) {
    // Without a table of names there is nothing to compare.
    if (library->OriginalFirstThunk == 0) continue;
    IMAGE_THUNK_DATA *wanted = (IMAGE_THUNK_DATA *)(base + library->OriginalFirstThunk);
    IMAGE_THUNK_DATA *address = (IMAGE_THUNK_DATA *)(base + library->FirstThunk);
    for (; wanted->u1.AddressOfData != 0; wanted++, address++) {
      if (IMAGE_SNAP_BY_ORDINAL(wanted->u1.Ordinal)) continue;
      IMAGE_IMPORT_BY_NAME *import = (IMAGE_IMPORT_BY_NAME *)(base + wanted->u1.AddressOfData);
      if (strcmp((const char *)import->Name, name) != 0) continue;
      DWORD before;
      if (!VirtualProtect(address, sizeof *address, PAGE_READWRITE, &before)) continue;
      address->u1.Function = (ULONG_PTR)replacement;
      VirtualProtect(address, sizeof *address, before, &before);
    }
  }
}

BOOL WINAPI DllMain(HINSTANCE self, DWORD reason, void *reserved) {
  (void)self;
  (void)reserved;
  if (reason == DLL_PROCESS_ATTACH) replaceImport("UnlockFile", (void *)unlockFile);
  return TRUE;
}
