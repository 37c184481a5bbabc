// Where the dashboard starts.
import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import '@mantine/core/styles/baseline.css'
import '@mantine/core/styles/global.css'
import '@mantine/core/styles/UnstyledButton.css'
import '@mantine/core/styles/ScrollArea.css'
import '@mantine/core/styles/VisuallyHidden.css'
import '@mantine/core/styles/Paper.css'
import '@mantine/core/styles/Popover.css'
import '@mantine/core/styles/CloseButton.css'
import '@mantine/core/styles/Group.css'
import '@mantine/core/styles/Loader.css'
import '@mantine/core/styles/Overlay.css'
import '@mantine/core/styles/ModalBase.css'
import '@mantine/core/styles/Input.css'
import '@mantine/core/styles/PasswordInput.css'
import '@mantine/core/styles/ActionIcon.css'
import '@mantine/core/styles/Button.css'
import '@mantine/core/styles/Menu.css'
import '@mantine/core/styles/Modal.css'
import '@mantine/core/styles/Notification.css'
import '@mantine/core/styles/FloatingIndicator.css'
import '@mantine/core/styles/SegmentedControl.css'
import '@mantine/core/styles/Tabs.css'
import '@mantine/core/styles/Tooltip.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import 'virtual:theme.css'
import '../ui/ui.css'
import '../ui/text.css'
import '../ui/parts.css'
import '../ui/table.css'
import '../ui/layout.css'
import '../ui/story.css'
import './shell.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { makeQueryClient } from '../lib/query.ts'
import { theme } from '../ui/theme.ts'
import { Gate } from './gate.tsx'
import { makeRouter } from './routes.tsx'

const queries = makeQueryClient()
const router = makeRouter()
const root = document.getElementById('root')

if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <QueryClientProvider client={queries}>
          <Notifications position="bottom-right" limit={4} />
          <Gate>
            <RouterProvider router={router} />
          </Gate>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}
